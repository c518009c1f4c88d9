"use strict";
exports.id = 287;
exports.ids = [287];
exports.modules = {

/***/ 2287:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   loadSeal: () => (/* binding */ loadSeal)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4768);


const probeMessage = Buffer.alloc(1024, 1);
const probeKey = Buffer.alloc(32, 0x12);
/** With `probeKey`, they use every entry of the table that libsodium computes public keys from. */
const moreProbeKeys = [0x82, 0x8a, 0xa3].map((byte) => Buffer.alloc(32, byte));
/** SHA-256 of the probe. tweetnacl and @noble/hashes, which are other code, compute the same. */
const probeDigest = 'ec6dd7efef3db8347008877c23ea7497bbd8d6caff74173b125394eacc9a2c8e';
/** @throws when libsodium does not work, or is damaged and computes something else */
async function loadSeal() {
    await libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"].ready */ .Ay.ready;
    const probe = createProbe();
    if ((0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(probe).digest('hex') !== probeDigest) {
        throw new Error('libsodium computes a wrong result');
    }
    const seal = async (value, publicKey) => {
        for (;;) {
            const sealed = Buffer.from(libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_box_seal(value, publicKey)).toString('base64');
            // Git Bash would rewrite an argument that begins with a slash, also after plus signs
            // (msys2_path_conv.cc of msys2-runtime).
            if (!/^\+*\//.test(sealed))
                return sealed;
        }
    };
    await seal('probe', probe.subarray(-32));
    return seal;
}
/** What `crypto_box_seal` does, but with fixed keys: a box to oneself, and the other public keys. */
function createProbe() {
    const publicKey = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_scalarmult_base(probeKey);
    // In steps, as crypto_box_seal does it: crypto_generichash is other code.
    const hash = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_generichash_init(null, 24);
    libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_generichash_update(hash, publicKey);
    const nonce = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_generichash_final(hash, 24);
    const box = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_box_easy(probeMessage, nonce, publicKey, probeKey);
    return Buffer.concat([box, ...moreProbeKeys.map((key) => libsodium_wrappers__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .Ay.crypto_scalarmult_base(key))]);
}


/***/ })

};
;
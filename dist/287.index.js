export const id = 287;
export const ids = [287];
export const modules = {

/***/ 287:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   seal: () => (/* binding */ seal)
/* harmony export */ });
/**
 * Seals `value` for the holder of the private key alone: libsodium's `crypto_box_seal`, base64 in
 * the standard alphabet with padding, as GitHub takes it ("Encrypting secrets for the REST API").
 *
 * This file is a chunk of its own in the bundle: importing it proves that libsodium is there, and
 * libsodium itself is evaluated only here, when something must be sealed.
 *
 * @param publicKey 32 bytes, X25519
 */
async function seal(value, publicKey) {
    const { default: sodium } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 768));
    await sodium.ready;
    const sealed = sodium.crypto_box_seal(value, publicKey);
    return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}


/***/ })

};

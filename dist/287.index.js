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
 * Seals `value` so that only the holder of the private key can open it: libsodium's
 * `crypto_box_seal`, in padded base64 with the standard alphabet ("Encrypting secrets for the REST
 * API").
 *
 * This file is a chunk of its own in the bundle. Importing it shows that libsodium is there;
 * libsodium is evaluated only here, when there is something to seal.
 *
 * @param publicKey 32 bytes (X25519)
 */
async function seal(value, publicKey) {
    const { default: sodium } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 768));
    await sodium.ready;
    const sealed = sodium.crypto_box_seal(value, publicKey);
    return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}


/***/ })

};

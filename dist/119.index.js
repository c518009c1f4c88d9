export const id = 119;
export const ids = [119];
export const modules = {

/***/ 3119:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   seal: () => (/* binding */ seal)
/* harmony export */ });
async function seal(value, publicKey) {
    const { default: sodium } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 4768));
    await sodium.ready;
    return sodium.to_base64(sodium.crypto_box_seal(value, publicKey), sodium.base64_variants.ORIGINAL);
}


/***/ })

};

/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "./steps"
const external_steps_namespaceObject = require("./steps");
;// CONCATENATED MODULE: ./src/action/index.ts

(0,external_steps_namespaceObject.startMain)();

module.exports = __webpack_exports__;
/******/ })()
;
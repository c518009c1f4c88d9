import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(218);


/***/ }),

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var net = __nccwpck_require__(278);
var tls = __nccwpck_require__(756);
var http = __nccwpck_require__(611);
var https = __nccwpck_require__(692);
var events = __nccwpck_require__(434);
var assert = __nccwpck_require__(613);
var util = __nccwpck_require__(23);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
exports.debug = debug; // for test


/***/ }),

/***/ 613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 18:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 16:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 23:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./src/errors.ts
/** The values of the `error-code` output. The README has a row for each. */
const errorCodes = (/* unused pure expression or super */ null && ([
    'input-invalid',
    'github-token-rejected',
    'github-permission-missing',
    'secret-not-found',
    'github-unavailable',
    'refresh-token-rejected',
    'client-rejected',
    'goto-unavailable',
    'goto-answer-invalid',
    'write-back-failed',
    'organizer-lookup-failed',
    'cancelled',
    'unexpected',
]));
/**
 * Every failure that the action reports: a stable code, what happened (the message), and what to do
 * (the hint). Neither may hold a secret, nor remote text that is not from `Redactor.quote`.
 */
class ActionError extends Error {
    code;
    hint;
    constructor(code, message, options) {
        super(message, { cause: options.cause });
        this.name = 'ActionError';
        this.code = code;
        this.hint = options.hint;
    }
}
/** Whether an error says more about an interrupted run than how far it had come. */
function isConclusive(thrown) {
    if (!(thrown instanceof ActionError))
        return false;
    // GoTo answered without tokens. With a cause there was no answer, perhaps only for the interruption.
    if (thrown.code === 'goto-unavailable')
        return thrown.cause === undefined;
    return conclusive.includes(thrown.code);
}
const conclusive = [
    'refresh-token-rejected',
    'client-rejected',
    'goto-answer-invalid',
    'write-back-failed',
];

;// CONCATENATED MODULE: ./node_modules/yocto-queue/index.js
/*
How it works:
`this.#head` is an instance of `Node` which keeps track of its current value and nests another instance of `Node` that keeps the value that comes after it. When a value is provided to `.enqueue()`, the code needs to iterate through `this.#head`, going deeper and deeper to find the last value. However, iterating through every single item is slow. This problem is solved by saving a reference to the last value as `this.#tail` so that it can reference it to add a new value.
*/

class Node {
	value;
	next;

	constructor(value) {
		this.value = value;
	}
}

class Queue {
	#head;
	#tail;
	#size;

	constructor() {
		this.clear();
	}

	enqueue(value) {
		const node = new Node(value);

		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}

		this.#size++;
	}

	dequeue() {
		const current = this.#head;
		if (!current) {
			return;
		}

		this.#head = this.#head.next;
		this.#size--;

		// Clean up tail reference when queue becomes empty
		if (!this.#head) {
			this.#tail = undefined;
		}

		return current.value;
	}

	peek() {
		if (!this.#head) {
			return;
		}

		return this.#head.value;

		// TODO: Node.js 18.
		// return this.#head?.value;
	}

	clear() {
		this.#head = undefined;
		this.#tail = undefined;
		this.#size = 0;
	}

	get size() {
		return this.#size;
	}

	* [Symbol.iterator]() {
		let current = this.#head;

		while (current) {
			yield current.value;
			current = current.next;
		}
	}

	* drain() {
		while (this.#head) {
			yield this.dequeue();
		}
	}
}

;// CONCATENATED MODULE: ./node_modules/p-limit/index.js


function pLimit(concurrency) {
	let rejectOnClear = false;

	if (typeof concurrency === 'object') {
		({concurrency, rejectOnClear = false} = concurrency);
	}

	validateConcurrency(concurrency);

	if (typeof rejectOnClear !== 'boolean') {
		throw new TypeError('Expected `rejectOnClear` to be a boolean');
	}

	const queue = new Queue();
	let activeCount = 0;

	const resumeNext = () => {
		// Process the next queued function if we're under the concurrency limit
		if (activeCount < concurrency && queue.size > 0) {
			activeCount++;
			queue.dequeue().run();
		}
	};

	const next = () => {
		activeCount--;
		resumeNext();
	};

	const run = async (function_, resolve, arguments_) => {
		// Execute the function and capture the result promise
		const result = (async () => function_(...arguments_))();

		// Resolve immediately with the promise (don't wait for completion)
		resolve(result);

		// Wait for the function to complete (success or failure)
		// We catch errors here to prevent unhandled rejections,
		// but the original promise rejection is preserved for the caller
		try {
			await result;
		} catch {}

		// Decrement active count and process next queued function
		next();
	};

	const enqueue = (function_, resolve, reject, arguments_) => {
		const queueItem = {reject};

		// Queue the internal resolve function instead of the run function
		// to preserve the asynchronous execution context.
		new Promise(internalResolve => { // eslint-disable-line promise/param-names
			queueItem.run = internalResolve;
			queue.enqueue(queueItem);
		}).then(run.bind(undefined, function_, resolve, arguments_)); // eslint-disable-line promise/prefer-await-to-then

		// Start processing immediately if we haven't reached the concurrency limit
		if (activeCount < concurrency) {
			resumeNext();
		}
	};

	const generator = (function_, ...arguments_) => new Promise((resolve, reject) => {
		enqueue(function_, resolve, reject, arguments_);
	});

	Object.defineProperties(generator, {
		activeCount: {
			get: () => activeCount,
		},
		pendingCount: {
			get: () => queue.size,
		},
		clearQueue: {
			value() {
				if (!rejectOnClear) {
					queue.clear();
					return;
				}

				const abortError = AbortSignal.abort().reason;

				while (queue.size > 0) {
					queue.dequeue().reject(abortError);
				}
			},
		},
		concurrency: {
			get: () => concurrency,

			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;

				queueMicrotask(() => {
					// eslint-disable-next-line no-unmodified-loop-condition
					while (activeCount < concurrency && queue.size > 0) {
						resumeNext();
					}
				});
			},
		},
		map: {
			async value(iterable, function_) {
				const promises = [];

				try {
					Array.from(iterable, (value, index) => {
						const promise = generator(function_, value, index);
						promises.push(promise);
						return promise;
					});
				} catch (error) {
					// The iterable threw, so `Promise.all` never observes the already scheduled promises. Observe them here to avoid unhandled rejections.
					for (const promise of promises) {
						promise.catch(() => {}); // eslint-disable-line promise/prefer-await-to-then
					}

					throw error;
				}

				return Promise.all(promises);
			},
		},
	});

	return generator;
}

function limitFunction(function_, options) {
	const limit = pLimit(options);

	const limitedFunction = (...arguments_) => limit(() => function_(...arguments_));
	Object.defineProperty(limitedFunction, 'clearQueue', {
		value: limit.clearQueue,
	});

	return limitedFunction;
}

function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) {
		throw new TypeError('Expected `concurrency` to be a number from 1 and up');
	}
}

;// CONCATENATED MODULE: ./src/http/error.ts
/**
 * Why a request got no complete response. It carries a name, a message and a stack, and nothing of
 * the request or the response: Node keeps the raw packet on a parse error.
 */
class HttpError extends Error {
    reason;
    /** whether the request may have reached the server */
    sent;
    constructor(reason, message, sent) {
        super(message);
        this.name = 'HttpError';
        this.reason = reason;
        this.sent = sent;
    }
}
// OpenSSL's names for a chain that it does not trust (X509_V_ERR_…), as Node passes them on.
const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_|CRL_|UNSPECIFIED$|ERR_TLS_CERT_)/;
const tlsCodes = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;
/** What Node threw, without what Node attaches to it. */
function toHttpError(error, { sent, atProxy }) {
    const code = error.code ?? '';
    // The message of a certificate error repeats names that the server chose: the code is enough.
    if (certificateCodes.test(code))
        return new HttpError('certificate', code, sent);
    if (tlsCodes.test(code))
        return new HttpError('tls', code, sent);
    const what = code || error.message;
    return new HttpError('network', atProxy ? `${what} at the proxy` : what, sent);
}

;// CONCATENATED MODULE: ./src/http/outcome.ts
/** The JSON object in `text`, or undefined if it holds anything else. */
function parseJsonObject(text) {
    try {
        // A byte order mark may be ignored (RFC 8259 section 8.1); JSON.parse does not ignore it.
        const parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        return isObject ? parsed : undefined;
    }
    catch {
        return undefined;
    }
}
/** The status, if there was a response. */
function statusOf(outcome) {
    return outcome.kind === 'response' ? outcome.status : undefined;
}
/** The error, if there was no response: the cause of an ActionError. */
function errorOf(outcome) {
    return outcome.kind === 'response' ? undefined : outcome.error;
}
/** In words: 'status 503', 'no answer in time', 'ECONNREFUSED'. */
function describeOutcome(outcome) {
    return outcome.kind === 'response' ? `status ${outcome.status}` : outcome.error.message;
}
/**
 * What to do about a call that failed, whichever service it was for.
 *
 * @param machine where the program runs: 'the runner', 'this machine'
 * @param otherwise the advice when a response came and its content is the problem
 */
function adviceFor(outcome, { machine, otherwise }) {
    if (outcome.kind === 'no-response')
        return errorAdvice[outcome.error.reason](machine);
    const isBusy = outcome.status === 429 || outcome.status >= 500;
    return isBusy ? 'Run again later: the service is busy or down, which usually passes.' : otherwise;
}
const networkAdvice = (machine) => `Run again. If it fails again, check the network of ${machine}, and its https_proxy and no_proxy variables.`;
const errorAdvice = {
    certificate: (machine) => `If a proxy of yours inspects TLS, set NODE_EXTRA_CA_CERTS on ${machine} to the file with its CA certificate: the certificate is not trusted there. ` +
        'If you have no such proxy, stop: somebody may be reading the traffic.',
    tls: () => 'Check the URL, and any proxy on the way: the two sides could not agree on a TLS connection.',
    'proxy-setting': (machine) => `Correct the variable on ${machine}, or remove it.`,
    network: networkAdvice,
    'time-out': networkAdvice,
};

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
var external_node_http_default = /*#__PURE__*/__nccwpck_require__.n(external_node_http_namespaceObject);
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
var external_node_https_default = /*#__PURE__*/__nccwpck_require__.n(external_node_https_namespaceObject);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
;// CONCATENATED MODULE: ./package.json
const package_namespaceObject = {"rE":"1.0.0"};
;// CONCATENATED MODULE: ./src/http/user-agent.ts

/** Sent with every request, including those to a proxy. */
const userAgent = `goto-access-token/${package_namespaceObject.rE}`;

;// CONCATENATED MODULE: ./src/http/proxy.ts





/**
 * Creates the function that finds the route to a host. Connections are kept for the next request.
 *
 * The toolkit's `@actions/http-client` chooses the proxy, but its tunnel is not used: it calls
 * `new Buffer` for proxy credentials, which prints a deprecation to stderr, and requests through it
 * cannot be cancelled.
 */
function createRoutes() {
    const direct = {
        'http:': new (external_node_http_default()).Agent({ keepAlive: true }),
        'https:': new (external_node_https_default()).Agent({ keepAlive: true }),
    };
    const proxied = new Map();
    return async (url) => {
        const proxy = proxyFor(url);
        if (!proxy)
            return { agent: direct[url.protocol], viaProxy: false };
        let agent = proxied.get(proxy.href);
        if (!agent) {
            agent = __nccwpck_require__.e(/* import() */ 659).then(__nccwpck_require__.bind(__nccwpck_require__, 40)).then(({ HttpsProxyAgent }) => new HttpsProxyAgent(proxy.href, {
                keepAlive: true,
                headers: { 'User-Agent': userAgent },
            }));
            proxied.set(proxy.href, agent);
        }
        return { agent: await agent, viaProxy: true };
    };
}
/**
 * The proxy for `url` according to the environment.
 *
 * @throws HttpError `proxy-setting` when the variable does not name a proxy
 */
function proxyFor(url) {
    if (checkBypass(url))
        return undefined;
    const proxy = readProxy(url);
    // The toolkit ignores a value that it cannot read. Bypassing a proxy that the machine is told to
    // use is not for us to decide.
    if (!proxy && (process.env.https_proxy || process.env.HTTPS_PROXY))
        throw unreadableSetting();
    if (!proxy || ['http:', 'https:'].includes(proxy.protocol))
        return proxy;
    // 'proxy.example:3128', which curl and the runner accept, parses as a URL with a scheme of its own.
    const withScheme = `http://${proxy.href}`;
    if (!proxy.href.includes('://') && URL.canParse(withScheme))
        return new URL(withScheme);
    const message = `the https_proxy variable names a ${proxy.protocol} proxy, and only http: and https: are supported`;
    throw new HttpError('proxy-setting', message, false);
}
function readProxy(url) {
    try {
        return getProxyUrl(url);
    }
    catch {
        throw unreadableSetting();
    }
}
function unreadableSetting() {
    return new HttpError('proxy-setting', 'the https_proxy variable does not hold a URL', false);
}

;// CONCATENATED MODULE: ./src/http/retry.ts

const mostTries = 5;
/**
 * Sends a request up to five times while the phase has time: again after a network error or a
 * time-out, and when `retryAfter` says so. Waits grow and are jittered. A wait that the response
 * demands is kept, and one that does not fit into the time left ends the tries.
 *
 * No retry library that we know takes the wait from the response and can end it early while a try
 * continues (p-retry 7, the last one for Node 20, can do neither).
 */
async function sendWithRetries(call, phase, { send, log }) {
    let answerLost = false;
    for (let tries = 1;; tries += 1) {
        const limits = { timeoutMs: phase.tryTimeoutMs, deadline: phase.deadline };
        const outcome = await send(call.request, limits);
        answerLost ||= isLost(outcome);
        const decision = decide(outcome, tries, call);
        if (!decision || tries === mostTries)
            return { outcome, answerLost };
        const waitMs = waitBeforeNext(decision, tries, phase);
        if (waitMs >= phase.leftMs())
            return { outcome, answerLost };
        const { operation, request } = call;
        log(`Trying again in ${(waitMs / 1000).toFixed(1)} s: could not ${operation} at ${request.url.host} (${describeOutcome(outcome)}).`);
        await phase.pause(waitMs);
    }
}
/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
function retryAfterMs({ headers }) {
    const value = headers['retry-after'];
    if (value === undefined)
        return undefined;
    if (/^\d+$/.test(value))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
/** Retries when the service is busy (429) or fails (5xx). */
function retryWhenBusy(response) {
    if (response.status !== 429 && response.status < 500)
        return undefined;
    const waitMs = retryAfterMs(response);
    return waitMs === undefined ? {} : { waitMs };
}
function isLost(outcome) {
    return outcome.kind === 'response' ? outcome.status >= 500 : outcome.error.sent;
}
function decide(outcome, tries, call) {
    if (outcome.kind === 'response')
        return call.retryAfter(outcome, tries);
    return ['network', 'time-out'].includes(outcome.error.reason) ? {} : undefined;
}
function waitBeforeNext({ waitMs, preferredWaitMs }, tries, phase) {
    // A server that always says "retry-after: 0" must not be hammered.
    if (waitMs !== undefined) {
        return Math.max(waitMs + Math.random() * 250, growing(250, tries, phase));
    }
    if (preferredWaitMs !== undefined && preferredWaitMs < phase.leftMs())
        return preferredWaitMs;
    return growing(phase.firstWaitMs, tries, phase);
}
function growing(firstMs, tries, phase) {
    // The run is to end soon: wait only briefly.
    if (phase.interrupted.aborted)
        return 200;
    return firstMs * 2 ** (tries - 1) * (0.8 + 0.4 * Math.random());
}

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: ./src/process/phase.ts

/** Runs `work` as a phase and clears its timers afterwards. An interruption shortens the phase. */
async function runPhase({ limitMs, tryTimeoutMs, firstWaitMs, graceMs = () => 0 }, cancellation, work) {
    const { interrupted } = cancellation;
    const deadline = new AbortController();
    // Every call of a phase listens to both: Node 20 warns on stderr about the eleventh listener.
    (0,external_node_events_namespaceObject.setMaxListeners)(0, interrupted, deadline.signal);
    const start = performance.now();
    let end = start + limitMs;
    let timer = setTimeout(() => deadline.abort(), limitMs);
    const stopShortening = whenAborted(interrupted, () => {
        end = Math.min(end, (cancellation.interruption?.at ?? start) + graceMs());
        clearTimeout(timer);
        if (end <= performance.now())
            deadline.abort();
        else
            timer = setTimeout(() => deadline.abort(), end - performance.now());
    });
    try {
        return await work({
            tryTimeoutMs,
            firstWaitMs,
            deadline: deadline.signal,
            interrupted,
            leftMs: () => Math.max(0, end - performance.now()),
            pause: (ms) => pauseUntil(ms, interrupted.aborted ? [deadline.signal] : [deadline.signal, interrupted]),
        });
    }
    finally {
        clearTimeout(timer);
        stopShortening();
    }
}
/**
 * Calls `act` once the signal is aborted, at once if it already is. Returns a function that cancels
 * the call.
 */
function whenAborted(signal, act) {
    if (signal.aborted)
        act();
    else
        signal.addEventListener('abort', act);
    return () => signal.removeEventListener('abort', act);
}
async function pauseUntil(ms, earlier) {
    const cancels = [];
    await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        cancels.push(() => clearTimeout(timer));
        for (const signal of earlier)
            cancels.push(whenAborted(signal, resolve));
    });
    for (const cancel of cancels)
        cancel();
}

;// CONCATENATED MODULE: ./src/github/rate-limits.ts

/** Whether a 403 or 429 means "too many requests" and not "no permission". */
function isRateLimited(outcome) {
    if (outcome.kind === 'no-response')
        return false;
    const { status, headers } = outcome;
    if (status === 429)
        return true;
    const hasNoQuota = headers['x-ratelimit-remaining'] === '0';
    return status === 403 && (headers['retry-after'] !== undefined || hasNoQuota);
}
/** Whether to retry, by GitHub's rules, and how long to wait first. */
function retryAtGitHub(response) {
    return isRateLimited(response) ? waitForLimit(response) : retryWhenBusy(response);
}
/** GitHub's "Best practices for using the REST API", in its order. */
function waitForLimit(response) {
    const waitMs = retryAfterMs(response);
    if (waitMs !== undefined)
        return { waitMs };
    const reset = Number(response.headers['x-ratelimit-reset']);
    if (response.headers['x-ratelimit-remaining'] === '0' && reset > 0) {
        return { waitMs: Math.max(0, reset * 1000 - Date.now()) + 1000 };
    }
    return { preferredWaitMs: 60_000 };
}

;// CONCATENATED MODULE: ./src/github/client.ts








// GitHub asks for few requests at once, and fewer writes ("Best practices for using the REST API").
const mostReadsAtOnce = 10;
const mostWritesAtOnce = 3;
/**
 * GitHub's REST API with one token. Octokit builds the URLs, but the requests go through our own
 * `send`: Octokit's fetch follows redirects, reads bodies of any size, and keeps headers and bodies
 * on its errors.
 *
 * @throws ActionError `github-unavailable` when the proxy is set wrongly
 */
async function connectToGitHub({ token, baseUrl, redactor, vocabulary }, transport) {
    checkProxy(new URL(baseUrl), vocabulary);
    // When imported, the toolkit computes its proxy from this variable.
    process.env.GITHUB_API_URL = baseUrl;
    // Imported here because a run that ends at an invalid input does not need it.
    const { getOctokit } = await Promise.all(/* import() */[__nccwpck_require__.e(157), __nccwpck_require__.e(616)]).then(__nccwpck_require__.bind(__nccwpck_require__, 157));
    const { endpoint } = getOctokit(token, { baseUrl }).request;
    const toRequest = ({ route, parameters }) => {
        const { method, url, body } = endpoint(route, parameters);
        return {
            method,
            url: new URL(url),
            headers: {
                accept: 'application/vnd.github+json',
                authorization: `Bearer ${token}`,
                'x-github-api-version': '2022-11-28',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        };
    };
    const reads = pLimit(mostReadsAtOnce);
    const writes = pLimit(mostWritesAtOnce);
    // The limit is on tries: a call that waits for its next try must not block others.
    const send = (request, limits) => (request.method === 'PUT' ? writes : reads)(() => transport.send(request, limits));
    return {
        during(phase) {
            // With seconds left, a write that hangs must not block the only try of another.
            whenAborted(phase.interrupted, () => {
                writes.concurrency = Number.POSITIVE_INFINITY;
            });
            return {
                host: new URL(baseUrl).host,
                vocabulary,
                async send({ operation, retryAfter, ...endpoint }) {
                    const call = {
                        operation,
                        request: toRequest(endpoint),
                        retryAfter: (response, tries) => retryAfter?.(response, tries) ?? retryAtGitHub(response),
                    };
                    return (await sendWithRetries(call, phase, { ...transport, send })).outcome;
                },
                quote: (outcome) => outcome.kind === 'response' ? redactor.quote('GitHub', outcome.json?.message) : '',
            };
        },
        ghPath: ({ route, parameters }) => endpoint(route, parameters).url.slice(baseUrl.length + 1),
        ghHostname: ghHostname(new URL(baseUrl)),
    };
}
/** The toolkit reads the proxy variables when it is imported, and throws an unclear error. */
function checkProxy(apiUrl, { machine }) {
    try {
        proxyFor(apiUrl);
    }
    catch (error) {
        if (!(error instanceof HttpError))
            throw error;
        const outcome = { kind: 'no-response', error };
        const message = `GitHub could not be reached (${apiUrl.host}: ${describeOutcome(outcome)}).`;
        const hint = adviceFor(outcome, { machine, otherwise: '' });
        throw new ActionError('github-unavailable', message, { hint });
    }
}
/**
 * The hostname that `gh` uses for an API, undefined for github.com: the reverse of
 * `ghinstance.RESTPrefix` in cli/cli.
 */
function ghHostname({ hostname, pathname }) {
    if (hostname === 'api.github.com')
        return undefined;
    return pathname === '/api/v3' ? hostname : hostname.replace(/^api\./, '');
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./src/github/places.ts
/** GitHub's names for each kind of place ("REST API endpoints for GitHub Actions secrets"). */
const placeKinds = {
    repository: {
        route: '/repos/{owner}/{repo}/actions/secrets',
        permission: 'Secrets (repository permission)',
        classicScope: 'repo',
    },
    environment: {
        route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
        permission: 'Environments (repository permission)',
        classicScope: 'repo',
    },
    organization: {
        route: '/orgs/{org}/actions/secrets',
        permission: 'Secrets (organization permission)',
        classicScope: 'admin:org',
    },
};
/** Which repositories may read a secret of an organization. */
const visibilities = ['all', 'private', 'selected'];
/** 'repository octo/webinars', 'environment production of repository octo/webinars', … */
function placeName(place) {
    if (place.kind === 'organization')
        return `organization ${place.org}`;
    const repository = `repository ${place.owner}/${place.repo}`;
    return place.kind === 'repository'
        ? repository
        : `environment ${place.environment_name} of ${repository}`;
}
/** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
function secretLabel({ name, place }) {
    return `${name} of ${placeName(place)}`;
}
/** @param route the method, and the path below the place: 'GET /public-key' */
function endpointOf(place, route, more = {}) {
    const { kind, ...parameters } = place;
    return {
        route: route.replace(' ', ` ${placeKinds[kind].route}`),
        parameters: { ...parameters, ...more },
    };
}
/** The endpoint that writes a secret. */
function writeEndpoint({ place, name }, body = {}) {
    return endpointOf(place, 'PUT /{secret_name}', { secret_name: name, ...body });
}

;// CONCATENATED MODULE: ./src/github/refusals.ts




/** For the log and for errors: 'the public key of repository octo/webinars' */
function describePart(part, secret) {
    if (part === 'public key')
        return `the public key of ${placeName(secret.place)}`;
    if (part === 'metadata')
        return `the metadata of ${secretLabel(secret)}`;
    return `the repositories that share ${secretLabel(secret)}`;
}
/**
 * The JSON and headers of a successful read: status 200 and an object.
 *
 * @throws ActionError for everything else, for the person who set up the token and the place
 */
function readSuccess(outcome, { part, secret }, client) {
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw refusal(outcome, { part, secret }, client);
    }
    const { json, headers } = outcome;
    if (json === undefined)
        throw unexpectedAnswer(part, secret, 'the JSON', client);
    return { json, headers };
}
/** The error for a 200 that is not what GitHub sends. */
function unexpectedAnswer(part, secret, field, { host, vocabulary }) {
    const message = `GitHub's answer for ${describePart(part, secret)} cannot be used (${host}): ${field} has an unexpected value.`;
    return new ActionError('github-unavailable', message, { hint: checkApiUrl(vocabulary) });
}
/** What to do about a write that GitHub did not carry out. */
function adviceForWrite(outcome, vocabulary) {
    const status = statusOf(outcome);
    if (isRateLimited(outcome))
        return waitForQuota;
    if (status === 401)
        return vocabulary.replaceGitHubToken;
    if (status === 403 || status === 404) {
        return `Check that ${vocabulary.githubToken} may write secrets there (read access is not enough), and that the repository is not archived.`;
    }
    const { machine } = vocabulary;
    return adviceFor(outcome, { machine, otherwise: checkApiUrl(vocabulary) });
}
const checkApiUrl = ({ githubApiUrl }) => `Check that ${githubApiUrl} is the API of GitHub, and that no proxy answers in its place.`;
const waitForQuota = 'Run again when the quota is renewed, within the hour, or use a token that fewer workflows share.';
function refusal(outcome, { part, secret }, client) {
    const quote = client.quote(outcome);
    const status = statusOf(outcome);
    if (status === 401)
        return tokenRejected(client.vocabulary, quote);
    if (status === 301 || status === 307 || status === 308) {
        return moved(status, secret, client.vocabulary);
    }
    const isForbidden = status === 403 && !isRateLimited(outcome);
    if (isForbidden || (status === 404 && part === 'public key')) {
        return permissionMissing({ status, secret, quote }, client.vocabulary);
    }
    if (status === 404 && part === 'metadata')
        return secretNotFound(secret, client.vocabulary);
    return unavailable(outcome, describePart(part, secret), client);
}
function tokenRejected({ githubToken, replaceGitHubToken }, quote) {
    const message = `GitHub does not accept ${githubToken} (status 401).${quote}`;
    return new ActionError('github-token-rejected', message, { hint: replaceGitHubToken });
}
function moved(status, { place }, { repository, organization }) {
    const setting = place.kind === 'organization' ? organization : repository;
    const message = `The ${setting} names a place that was renamed or moved: GitHub redirects from ${placeName(place)} (status ${status}).`;
    return new ActionError('input-invalid', message, {
        hint: `Write its new name in the ${setting}.`,
    });
}
function permissionMissing({ status, secret: { place }, quote }, { githubToken, provideGitHubToken, githubTokenNote }) {
    const { permission, classicScope } = placeKinds[place.kind];
    const where = placeName(place);
    const problem = status === 404
        ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
        : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
    return new ActionError('github-permission-missing', `${problem}.${quote}`, {
        hint: (status === 404 ? 'Check the spelling of the place. ' : '') +
            `${provideGitHubToken} a personal access token or GitHub App token with the permission ${permission}: read and write (classic tokens: the scope ${classicScope}), for ${where}.${githubTokenNote}`,
    });
}
function secretNotFound({ name, place }, { nameTheSecret }) {
    const aside = place.kind === 'environment'
        ? ' A secret of the same name in the repository or the organization does not count.'
        : '';
    const message = `There is no secret ${name} in ${placeName(place)} (status 404).${aside}`;
    return new ActionError('secret-not-found', message, { hint: nameTheSecret });
}
function unavailable(outcome, what, { host, quote, vocabulary }) {
    const isQuota = isRateLimited(outcome);
    const quota = isQuota ? `, the quota of ${vocabulary.githubToken} is exhausted` : '';
    const message = `GitHub did not return ${what} (${host}: ${describeOutcome(outcome)}${quota}).${quote(outcome)}`;
    const { machine } = vocabulary;
    return new ActionError('github-unavailable', message, {
        hint: isQuota
            ? waitForQuota
            : adviceFor(outcome, { machine, otherwise: checkApiUrl(vocabulary) }),
        cause: errorOf(outcome),
    });
}

;// CONCATENATED MODULE: ./src/github/token-expiration.ts
/**
 * When the GitHub token expires, from the header `github-authentication-token-expiration`; undefined
 * if GitHub does not say. GitHub writes `2026-12-13 00:00:00 UTC` and `2026-12-13 00:00:00 +0100`;
 * the header is read leniently.
 */
function tokenExpiration({ headers }) {
    const header = headers['github-authentication-token-expiration'];
    const text = typeof header === 'string' ? header.trim() : '';
    const form = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?$/i.exec(text);
    if (!form)
        return undefined;
    const [, date, time, zone = 'Z'] = form;
    const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z';
    const parsed = new Date(`${date}T${time}${offset}`);
    return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

;// CONCATENATED MODULE: ./src/github/locate.ts




/** The time to locate all secrets, in milliseconds. */
const locateTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };
/**
 * Locates every secret and imports the chunk that seals, so that whatever prevents a write is known
 * before GoTo is asked.
 *
 * @throws ActionError of the first place that cannot be written, in the order of the input
 */
async function locate(secrets, client) {
    const [outcomes] = await Promise.all([
        Promise.allSettled(secrets.map((secret) => locateSecret(secret, client))),
        Promise.all(/* import() */[__nccwpck_require__.e(768), __nccwpck_require__.e(287)]).then(__nccwpck_require__.bind(__nccwpck_require__, 287)),
    ]);
    const located = outcomes.map((outcome) => {
        if (outcome.status === 'rejected')
            throw outcome.reason;
        return outcome.value;
    });
    return {
        secrets: located.map(({ secret }) => secret),
        tokenExpiresAt: located.find(({ tokenExpiresAt }) => tokenExpiresAt)?.tokenExpiresAt,
    };
}
/**
 * Reads what a write needs, and finds what would prevent it: the public key and the metadata side by
 * side, then the repositories that share a secret of an organization.
 *
 * @throws ActionError naming the place and the cure; that of the public key goes first, because the
 *   one of the metadata would only repeat it
 */
async function locateSecret(secret, client) {
    const [key, metadata] = await Promise.allSettled([
        readPublicKey(secret, client),
        readMetadata(secret, client),
    ]);
    if (key.status === 'rejected')
        throw key.reason;
    if (metadata.status === 'rejected')
        throw metadata.reason;
    const { publicKey, tokenExpiresAt } = key.value;
    const { updatedAt, visibility } = metadata.value;
    const sharing = await readSharing(secret, visibility, client);
    return { secret: { ...secret, publicKey, sharing, updatedAt }, tokenExpiresAt };
}
/** The key that values for this place are sealed with, and when the GitHub token expires. */
async function readPublicKey(secret, client) {
    const part = 'public key';
    const { json, headers } = await read({ part, secret, route: 'GET /public-key' }, client);
    const { key, key_id } = json;
    const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
    const isKey = bytes.length === 32 && bytes.toString('base64') === key && canSeal(bytes);
    if (!isKey)
        throw unexpectedAnswer(part, secret, 'key', client);
    if (typeof key_id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(key_id)) {
        throw unexpectedAnswer(part, secret, 'key_id', client);
    }
    return { publicKey: { bytes, keyId: key_id }, tokenExpiresAt: tokenExpiration({ headers }) };
}
/** Whether X25519 works with the key: libsodium does not seal for a point of low order. */
function canSeal(bytes) {
    try {
        const jwk = { kty: 'OKP', crv: 'X25519', x: bytes.toString('base64url') };
        const publicKey = (0,external_node_crypto_namespaceObject.createPublicKey)({ key: jwk, format: 'jwk' });
        (0,external_node_crypto_namespaceObject.diffieHellman)({ publicKey, privateKey: (0,external_node_crypto_namespaceObject.generateKeyPairSync)('x25519').privateKey });
        return true;
    }
    catch {
        return false;
    }
}
/** When the secret was last written and, in an organization, which repositories may read it. */
async function readMetadata(secret, client) {
    const part = 'metadata';
    const parameters = { secret_name: secret.name };
    const { json } = await read({ part, secret, route: 'GET /{secret_name}', parameters }, client);
    const { updated_at, visibility } = json;
    const updatedAt = new Date(typeof updated_at === 'string' ? updated_at : Number.NaN);
    if (Number.isNaN(updatedAt.getTime()))
        throw unexpectedAnswer(part, secret, 'updated_at', client);
    if (secret.place.kind !== 'organization')
        return { updatedAt, visibility: undefined };
    const known = visibilities.find((one) => one === visibility);
    if (known === undefined)
        throw unexpectedAnswer(part, secret, 'visibility', client);
    return { updatedAt, visibility: known };
}
/** What to send back with a write so that the sharing stays as it is; undefined if not shared. */
async function readSharing(secret, visibility, client) {
    if (visibility !== 'selected')
        return visibility === undefined ? undefined : { visibility };
    return { visibility, selected_repository_ids: await readSelectedRepositories(secret, client) };
}
/**
 * The ids of all repositories that share a secret of an organization, over all pages.
 *
 * @throws ActionError when the list is not complete: a write would take the secret away from the
 *   repositories that are missing in it
 */
async function readSelectedRepositories(secret, client) {
    const part = 'repositories';
    const route = 'GET /{secret_name}/repositories';
    const ids = new Set();
    let total;
    for (let page = 1;; page += 1) {
        const parameters = { secret_name: secret.name, per_page: 100, page };
        const { json } = await read({ part, secret, route, parameters }, client);
        const { repositories, total_count } = json;
        total ??= total_count;
        if (!Array.isArray(repositories))
            throw unexpectedAnswer(part, secret, part, client);
        const before = ids.size;
        for (const repository of repositories) {
            const id = repository?.id;
            if (!Number.isSafeInteger(id) || Number(id) <= 0) {
                throw unexpectedAnswer(part, secret, part, client);
            }
            ids.add(Number(id));
        }
        // A repeated id, or a total that changes or is exceeded: the list changed while it was read.
        const isConsistent = ids.size === before + repositories.length && total_count === total;
        if (isConsistent && ids.size === total)
            return [...ids];
        const hasMore = isConsistent && repositories.length > 0 && ids.size < Number(total);
        if (!hasMore)
            throw unexpectedAnswer(part, secret, 'total_count', client);
    }
}
async function read({ part, secret, route, parameters }, client) {
    const outcome = await client.send({
        operation: `read ${describePart(part, secret)}`,
        ...endpointOf(secret.place, route, parameters),
        retryAfter: retryWhileTokenIsNew,
    });
    return readSuccess(outcome, { part, secret }, client);
}
/** GitHub answers 401 to an App token in its first seconds: retry twice within 5 s. */
function retryWhileTokenIsNew({ status }, tries) {
    return status === 401 && tries <= 2 ? { waitMs: tries * 1_400 } : undefined;
}

;// CONCATENATED MODULE: ./src/settings.ts

const defaults = {
    secretName: 'GOTO_REFRESH_TOKEN',
    tokenUrl: 'https://authentication.logmeininc.com/oauth/token',
};
/**
 * The error for an invalid setting.
 *
 * @param problem what is wrong, to follow the name; never the value
 */
function invalidSetting({ kind, name }, problem, hint) {
    return new ActionError('input-invalid', `The ${kind} ${name} ${problem}.`, { hint });
}
/** Whether a text has only the characters of a token: printable ASCII without spaces. */
function isToken(text) {
    return /^[\x21-\x7e]+$/.test(text);
}
// Each parser takes a setting and its value, returns the value as the program uses it, and throws
// the error of `invalidSetting` when it is invalid.
/** Text without control characters. */
function parseText(setting, value) {
    if (!/\p{Cc}/u.test(value))
        return value;
    const hint = `Write the value of ${setting.name} on one line, without tabs or line breaks.`;
    throw invalidSetting(setting, 'contains a control character, such as a line break', hint);
}
function parseToken(setting, value) {
    if (isToken(value))
        return value;
    const hint = `Set ${setting.name} again: only the token, on one line, without quotes.`;
    const problem = 'contains a space, a line break or another character that no token has';
    throw invalidSetting(setting, problem, hint);
}
/** An https URL; http only on a loopback host. */
function parseSecureUrl(setting, value) {
    const { name } = setting;
    if (!URL.canParse(value)) {
        throw invalidSetting(setting, 'is not a URL', `Write the whole URL, with https:// in front.`);
    }
    const parsed = new URL(value);
    // The parser drops an @ with nothing before it.
    if (parsed.username !== '' || parsed.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value)) {
        const hint = `Remove them from ${name}.`;
        throw invalidSetting(setting, 'contains a user name or a password', hint);
    }
    if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed))) {
        const hint = `Begin ${name} with https://. Plain http is only for a loopback host, because the request carries tokens.`;
        throw invalidSetting(setting, 'is not an https URL', hint);
    }
    return parsed;
}
function isLoopback({ hostname }) {
    // The URL parser has normalised every spelling of an IPv4 address (0x7f.1, 2130706433).
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
/** A URL that paths are appended to, without a slash at the end. */
function parseBaseUrl(setting, value) {
    const { href } = parseSecureUrl(setting, value);
    if (!/[?#]/.test(href))
        return href.replace(/\/+$/, '');
    const hint = `Remove everything from the ? or # on.`;
    throw invalidSetting(setting, 'contains a query or a fragment', hint);
}
/** The name of a secret as GitHub stores it, in upper case. */
function parseSecretName(setting, value) {
    // GitHub's rules, from its documentation of secrets.
    if (/^[a-z_][a-z0-9_]*$/i.test(value) && !/^github_/i.test(value))
        return value.toUpperCase();
    const hint = 'Use letters, digits and underscores only. It must not begin with a digit or with GITHUB_.';
    throw invalidSetting(setting, 'is not a valid name for a secret', hint);
}
/** The name of an environment or of an organization; empty where there is none. */
function parsePlaceName(setting, value) {
    parseText(setting, value);
    // In a path, dots would lead to another place; GitHub allows 255 characters.
    if (value !== '.' && value !== '..' && value.length <= 255)
        return value;
    const hint = `Write ${setting.name} as GitHub shows it.`;
    throw invalidSetting(setting, 'is not a name that GitHub allows', hint);
}
/** @param hint what to do about a value that is not owner/name */
function parseRepository(setting, value, hint = 'Write owner/name, without https://github.com.') {
    const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(value) ?? [];
    if (owner !== undefined && repo !== undefined && !/^\.{1,2}$/.test(repo))
        return { owner, repo };
    throw invalidSetting(setting, 'is not owner/name', hint);
}

;// CONCATENATED MODULE: ./src/goto/fields.ts

// Each reader returns the value if it is valid, in the form that the program uses, else undefined.
/** GitHub's limit for the value of a secret: 48 KB. */
const longestToken = 48 * 1024;
const tenYears = 10 * 365 * 24 * 3600;
function readToken(value) {
    const isValid = typeof value === 'string' && isToken(value) && value.length <= longestToken;
    return isValid ? value : undefined;
}
function readTokenType(value) {
    // RFC 6749 appendix A.13, without the URI form, which GoTo does not use.
    return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
/** A lifetime in whole seconds, for scripts that calculate with it. */
function readSeconds(value) {
    const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
    const number = isNumeric ? Number(value) : value;
    const isLifetime = typeof number === 'number' && number > 0 && number < tenYears;
    return isLifetime ? Math.max(1, Math.floor(number)) : undefined;
}
/** Scopes, separated by one space. */
function readScope(value) {
    if (typeof value !== 'string')
        return undefined;
    const scopes = value.trim().split(/\s+/);
    // RFC 6749 section 3.3: scope-token.
    const areScopes = scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
    return areScopes ? scopes.join(' ') : undefined;
}
function readPrincipal(value) {
    const isName = typeof value === 'string' && value.length <= 1000 && !/\p{C}/u.test(value);
    return isName ? value : undefined;
}
/**
 * An organizer or account key. Keys are decimal numbers beyond 2^53: a JSON number has already lost
 * digits, so it is refused and never rounded.
 */
function readKey(value) {
    return typeof value === 'string' && /^[0-9]{1,20}$/.test(value) ? value : undefined;
}

;// CONCATENATED MODULE: ./src/goto/organizer.ts




/** The time for the lookup with its retries, in milliseconds. */
const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };
/**
 * Reads the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
async function lookUpOrganizer({ accessToken, gotoApiUrl }, phase, { transport, redactor, vocabulary, }) {
    const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
    const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
    const call = {
        operation: 'look up the organizer',
        request: { method: 'GET', url, headers },
        retryAfter: retryWhenBusy,
    };
    const { outcome } = await sendWithRetries(call, phase, transport);
    if (outcome.kind === 'no-response' || outcome.status !== 200) {
        throw lookupFailed(outcome, { host: url.host, redactor, vocabulary });
    }
    return readOrganizer(outcome);
}
/** @throws ActionError `organizer-lookup-failed`, naming the field */
function readOrganizer({ json }) {
    const organizerKey = readKey(json?.id);
    if (organizerKey === undefined)
        throw invalidField('id');
    const accounts = json?.accounts ?? [];
    if (!Array.isArray(accounts))
        throw invalidField('accounts');
    const accountKey = readKey(accounts[0]?.value);
    if (accounts.length > 0 && accountKey === undefined)
        throw invalidField('accounts');
    return { organizerKey, accountKey, accountCount: accounts.length };
}
function lookupFailed(outcome, { host, redactor, vocabulary: { machine }, }) {
    const json = outcome.kind === 'response' ? outcome.json : undefined;
    const quote = redactor.quote('GoTo', json?.detail ?? json?.description ?? json?.error);
    const isRefused = [401, 403].includes(statusOf(outcome) ?? 0);
    const hint = isRefused
        ? 'Add the scope identity:scim.me to the OAuth client at developer.goto.com, which this token probably lacks, and authorise again: a refresh keeps the old scopes. Or remove lookup-organizer.'
        : adviceFor(outcome, { machine, otherwise: 'Check that goto-api-url is the API of GoTo.' });
    return new ActionError('organizer-lookup-failed', `The organizer could not be looked up at GoTo (${host}: ${describeOutcome(outcome)}).${quote}`, { hint, cause: errorOf(outcome) });
}
function invalidField(field) {
    return new ActionError('organizer-lookup-failed', `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`, { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' });
}

;// CONCATENATED MODULE: ./src/http/request.ts






const noAnswer = 'no answer in time';
const largestBody = 1024 * 1024;
/**
 * Creates the function that sends one careful request: it follows no redirect, does not retry, has
 * a limit for time and body, and uses the proxy that the environment names for the host called. A
 * body is read up to 1 MiB and cut there.
 */
function createSend() {
    const routeTo = createRoutes();
    return async (request, limits) => {
        try {
            return await exchange(request, await routeTo(request.url), limits);
        }
        catch (error) {
            if (error instanceof HttpError)
                return { kind: 'no-response', error };
            throw error;
        }
    };
}
function exchange(request, route, limits) {
    const { method, url, body, onSending } = request;
    const { agent, viaProxy } = route;
    const secure = url.protocol === 'https:';
    const headers = {
        ...request.headers,
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    };
    return new Promise((resolve, reject) => {
        if (limits.deadline.aborted)
            throw new HttpError('time-out', noAnswer, false);
        let sent = false;
        let atProxy = viaProxy;
        const sending = () => {
            sent = true;
            atProxy = false;
            onSending?.();
        };
        const outgoing = (secure ? (external_node_https_default()) : (external_node_http_default())).request(url, { method, headers, agent });
        const settle = (end) => {
            clearTimeout(timer);
            limits.deadline.removeEventListener('abort', timeIsUp);
            end();
        };
        const fail = (error) => {
            settle(() => reject(error));
            outgoing.destroy();
        };
        const timeIsUp = () => fail(new HttpError('time-out', noAnswer, sent));
        const timer = setTimeout(timeIsUp, limits.timeoutMs);
        outgoing.on('error', (error) => fail(toHttpError(error, { sent, atProxy })));
        limits.deadline.addEventListener('abort', timeIsUp);
        // A status that a proxy sends must not be taken for the status of the host called.
        outgoing.once('proxyConnect', ({ statusCode }) => {
            atProxy = false;
            if (statusCode === 200)
                return;
            fail(new HttpError('network', `the proxy answered ${statusCode} to CONNECT`, false));
        });
        outgoing.once('socket', (socket) => {
            if (outgoing.reusedSocket)
                sending();
            else
                socket.once(secure ? 'secureConnect' : 'connect', sending);
        });
        outgoing.once('response', (incoming) => {
            const { statusCode: status = 0, headers } = incoming;
            readBody(incoming).then((text) => settle(() => resolve({ kind: 'response', status, headers, json: parseJsonObject(text) })), (error) => fail(toHttpError(error, { sent: true, atProxy: false })));
        });
        outgoing.end(body);
    });
}
async function readBody(incoming) {
    const chunks = [];
    let size = 0;
    // A body that ends early throws here: Node reports it as an error of the stream.
    for await (const chunk of incoming) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > largestBody)
            break;
    }
    return Buffer.concat(chunks).subarray(0, largestBody).toString('utf8');
}

;// CONCATENATED MODULE: ./src/dates.ts
/** ISO 8601 in UTC and whole seconds, as GitHub writes times. */
function isoSeconds(date) {
    return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

;// CONCATENATED MODULE: ./src/github/store.ts





/**
 * The time for all writes, in milliseconds. The first wait is long: a GitHub that is down is often
 * back within half a minute, and nothing else needs the time.
 */
const storeTimes = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 2_000 };
/** Seals `value` for one secret. */
async function sealFor(target, value) {
    const { seal } = await Promise.all(/* import() */[__nccwpck_require__.e(768), __nccwpck_require__.e(287)]).then(__nccwpck_require__.bind(__nccwpck_require__, 287));
    const encryptedValue = await seal(value, target.publicKey.bytes);
    return { target, value, encryptedValue, state: { kind: 'pending' } };
}
/**
 * Writes side by side; one that fails does not stop the others. Afterwards each write says what
 * became of it. If a public key is stale (422), it is read again and the value sealed again, once.
 *
 * @throws what is not an answer of GitHub: a fault of ours
 */
async function store(writes, client) {
    const results = await Promise.allSettled(writes.map((write) => storeOne(write, client)));
    const fault = results.find((result) => result.status === 'rejected');
    if (fault)
        throw fault.reason;
}
/** The body of a write, ours or that of the person who pastes the recovery command. */
function writeBody({ target, encryptedValue }) {
    return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}
async function storeOne(write, client) {
    let outcome = await send(write, client);
    if (statusOf(outcome) === 422) {
        try {
            await sealAgain(write, client);
        }
        catch (error) {
            write.state = refusedForStaleKey(outcome, error, client);
            return;
        }
        outcome = await send(write, client);
    }
    write.state = [201, 204].includes(statusOf(outcome) ?? 0)
        ? { kind: 'stored', at: new Date() }
        : {
            kind: 'refused',
            problem: `${describeOutcome(outcome)}.${client.quote(outcome)}`,
            advice: adviceForWrite(outcome, client.vocabulary),
        };
}
function send(write, client) {
    const { target } = write;
    const operation = `store ${secretLabel(target)}`;
    return client.send({ operation, ...writeEndpoint(target, writeBody(write)) });
}
async function sealAgain(write, client) {
    const { publicKey } = await readPublicKey(write.target, client);
    const { target, encryptedValue } = await sealFor({ ...write.target, publicKey }, write.value);
    // Together: a recovery command printed between the two would not work.
    Object.assign(write, { target, encryptedValue });
}
/** The write is what failed; the key that could not be read only explains why it was not repeated. */
function refusedForStaleKey(outcome, error, client) {
    const { message, hint } = error instanceof ActionError ? error : { message: String(error), hint: '' };
    return {
        kind: 'refused',
        problem: `${describeOutcome(outcome)}.${client.quote(outcome)} The public key could not be read again: ${message}`,
        advice: `${hint} If GitHub refuses the command too, the value cannot be stored, and you must authorise again.`,
    };
}

;// CONCATENATED MODULE: ./src/github/recovery.ts



/**
 * The `gh api` command that stores a sealed value. The value is sealed with GitHub's own key for the
 * place, so the command may stand in a public log.
 */
function recoveryFor(write, github) {
    const { target } = write;
    const put = `gh api --method PUT ${shellQuoted(github.ghPath(writeEndpoint(target)))}`;
    const hostname = github.ghHostname === undefined ? '' : ` --hostname ${shellQuoted(github.ghHostname)}`;
    const body = writeBody(write);
    const command = target.place.kind === 'organization'
        ? // The ids are a list of numbers, which gh's -f, for strings, cannot send.
            `${put} --input -${hostname} <<'JSON'\n${JSON.stringify(body)}\nJSON`
        : `${put} -f encrypted_value=${shellQuoted(body.encrypted_value)} -f key_id=${shellQuoted(body.key_id)}${hostname}`;
    return { label: secretLabel(target), command };
}
/** One argument for a POSIX shell, whatever it contains. */
function shellQuoted(argument) {
    return `'${argument.replaceAll("'", String.raw `'\''`)}'`;
}
/**
 * When to paste the command.
 *
 * @param receivedAt when GoTo sent the refresh token
 */
function recoveryCondition(receivedAt) {
    return (`Paste it soon, where gh is signed in and may write that secret, and only if the secret was not written after ${isoSeconds(receivedAt)}: ` +
        'otherwise it would restore an older token. Only GitHub can open the sealed value.');
}

;// CONCATENATED MODULE: ./src/goto/grant.ts
/**
 * The credential of the Basic header: base64 of both halves as they are. RFC 6749 section 2.3.1
 * form-encodes them first, but GoTo does not: its secrets contain `+`, `/` and `=`, and an encoded
 * header would be another credential (GoTo's documentation of the token endpoint).
 */
function basicCredential({ clientId, clientSecret }) {
    return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

;// CONCATENATED MODULE: ./src/goto/token-response.ts



/**
 * Processes GoTo's answer. Both tokens in it are masked before any field is read.
 *
 * @throws ActionError `client-rejected` or `goto-unavailable`
 */
function processTokenResponse({ outcome, answerLost }, context) {
    const mayBeUsed = answerLost || isUnexpectedSuccess(outcome);
    const warning = mayBeUsed ? lostAnswerWarning[context.grant.grant_type] : '';
    if (outcome.kind === 'no-response')
        throw token_response_unavailable(outcome, { warning, quote: '', context });
    const { status, json } = outcome;
    for (const token of [json?.access_token, json?.refresh_token]) {
        if (isWorthMasking(token))
            context.redactor.mask(token);
    }
    const quote = context.redactor.quote('GoTo', json?.error, json?.error_description);
    if (status === 200)
        return processGranted(json, quote, context);
    // A 5xx says nothing about the grant, whatever its body says: it means that all tries failed.
    const error = status < 500 ? json?.error : undefined;
    if (error === 'invalid_grant')
        return { kind: 'rejected', quote, answerLost };
    const isClientError = error === 'invalid_client' || error === 'unauthorized_client';
    if (isClientError || status === 401) {
        const reason = isClientError ? `status ${status}, ${error}` : `status ${status}`;
        throw clientRejected(reason, `${quote}${warning}`, context.vocabulary);
    }
    throw token_response_unavailable(outcome, { warning, quote, context });
}
/** A 2xx other than 200: GoTo may have granted the request in an answer that cannot be read. */
function isUnexpectedSuccess(outcome) {
    const status = statusOf(outcome) ?? 300;
    return status !== 200 && status < 300;
}
function processGranted(json, quote, { grant, tokenUrl, requestedAt, redactor, vocabulary }) {
    const invalidFields = [];
    const optional = (name, read) => {
        const value = json?.[name];
        if (value === undefined || value === null)
            return undefined;
        const valid = read(value);
        if (valid === undefined)
            invalidFields.push(name);
        return valid;
    };
    // Text that contains a token, put there by mistake, must not become an output.
    const text = (read) => (value) => {
        const valid = read(value);
        return valid === undefined || redactor.hasSecretIn(valid) ? undefined : valid;
    };
    const sentToken = grant.grant_type === 'refresh_token' ? grant.refresh_token : undefined;
    const refreshToken = optional('refresh_token', readToken);
    const expiresIn = optional('expires_in', readSeconds);
    const newRefreshToken = refreshToken === sentToken ? undefined : refreshToken;
    const accessToken = readToken(json?.access_token);
    if (accessToken === undefined) {
        const next = refreshToken === undefined ? withoutTokens[grant.grant_type] : withRefreshToken;
        const hint = `Check that ${vocabulary.tokenUrl} is GoTo's token endpoint and that no proxy answers in its place. ${next}`;
        const message = `GoTo's answer from ${tokenUrl.host} ${accessTokenProblem(json)}.${quote}`;
        const error = new ActionError('goto-answer-invalid', message, { hint });
        return { kind: 'unusable', error, newRefreshToken, invalidFields };
    }
    const tokens = {
        accessToken,
        tokenType: optional('token_type', text(readTokenType)) ?? 'Bearer',
        expiresIn,
        expiresAt: expiresIn === undefined ? undefined : new Date(requestedAt.getTime() + expiresIn * 1000),
        scope: optional('scope', text(readScope)),
        principal: optional('principal', text(readPrincipal)),
        organizerKey: optional('organizer_key', readKey),
        accountKey: optional('account_key', readKey),
    };
    return { kind: 'issued', tokens, newRefreshToken, invalidFields };
}
/**
 * An invalid token is masked too, because it may contain most of a valid one, unless the mask would
 * do harm: the runner masks each line of a value on its own, and a short one would hide parts of
 * innocent words.
 */
function isWorthMasking(value) {
    if (typeof value !== 'string')
        return false;
    return readToken(value) !== undefined || value.split(/[\r\n]+/).every((line) => line.length >= 8);
}
function accessTokenProblem(json) {
    if (json === undefined)
        return 'is not a JSON object, so it has no access_token';
    if (json.access_token === undefined)
        return 'has no access_token';
    return 'has an access_token that is not a token';
}
/** What to know when an answer of GoTo was lost, as a sentence to follow another. */
const lostAnswerWarning = {
    refresh_token: ' An answer of GoTo was lost, and GoTo may have rotated the refresh token in it: if the next run is rejected with invalid_grant, authorise again.',
    authorization_code: ' An answer of GoTo was lost, and GoTo may have used up this sign-in.',
};
const withRefreshToken = 'The refresh token that came with it is stored: run again.';
const withoutTokens = {
    refresh_token: 'If the next run is rejected with invalid_grant, GoTo rotated the refresh token in this answer: authorise again.',
    authorization_code: 'Then sign in again: each sign-in can be exchanged only once.',
};
function clientRejected(reason, aside, { clientId, clientSecret }) {
    const message = `GoTo does not accept ${clientId} with ${clientSecret} (${reason}).${aside}`;
    return new ActionError('client-rejected', message, {
        hint: `Compare ${clientId} and ${clientSecret} with the OAuth client at developer.goto.com. GoTo ` +
            'shows a client secret only once: if it is lost, create a new one and save it.',
    });
}
function token_response_unavailable(outcome, { warning, quote, context: { tokenUrl, vocabulary }, }) {
    const reason = `${tokenUrl.host}: ${describeOutcome(outcome)}`;
    const problem = outcome.kind === 'no-response' ? 'GoTo could not be reached' : 'GoTo did not issue a token';
    const otherwise = quote === ''
        ? `Check that ${vocabulary.tokenUrl} is GoTo's token endpoint.`
        : `Look up the reason that GoTo gave in its documentation, and check the OAuth client and ${vocabulary.tokenUrl}.`;
    return new ActionError('goto-unavailable', `${problem} (${reason}).${quote}${warning}`, {
        hint: adviceFor(outcome, { machine: vocabulary.machine, otherwise }),
        cause: errorOf(outcome),
    });
}

;// CONCATENATED MODULE: ./src/goto/token-request.ts



/** The time for a token request with its retries, in milliseconds. */
const tokenTimes = { limitMs: 30_000, tryTimeoutMs: 15_000, firstWaitMs: 500 };
/**
 * Requests tokens, retries where that may help, and processes the last response.
 *
 * @throws ActionError as `processTokenResponse` does
 */
async function requestTokens(tokenRequest, phase, { transport, redactor, vocabulary, onSending }) {
    let requestedAt = new Date();
    const request = {
        ...httpRequest(tokenRequest),
        onSending: () => {
            requestedAt = new Date();
            onSending();
        },
    };
    const operation = 'get an access token from GoTo';
    const call = { operation, request, retryAfter: retryWhenBusy };
    const sent = await sendWithRetries(call, phase, transport);
    const { grant, tokenUrl } = tokenRequest;
    return processTokenResponse(sent, { grant, tokenUrl, requestedAt, redactor, vocabulary });
}
function httpRequest({ client, grant, tokenUrl }) {
    return {
        method: 'POST',
        url: tokenUrl,
        headers: {
            accept: 'application/json',
            authorization: `Basic ${basicCredential(client)}`,
            'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(grant).toString(),
    };
}

;// CONCATENATED MODULE: ./src/process/cancellation.ts
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/**
 * Keeps the process alive when it is told to end, so that no token is lost, and tells the rest of
 * the program. Uncaught exceptions and unhandled rejections are handled like signals.
 */
class Cancellation {
    #controller = new AbortController();
    #listeners = new Map();
    #interruption;
    constructor() {
        for (const signal of signals) {
            this.#listen(signal, () => this.#interrupt({ kind: 'signal', signal, at: performance.now() }));
        }
        for (const event of ['uncaughtException', 'unhandledRejection']) {
            this.#listen(event, (error) => this.#interrupt({ kind: 'crash', error, at: performance.now() }));
        }
    }
    /** Aborted at the first interruption. */
    get interrupted() {
        return this.#controller.signal;
    }
    /** The first interruption, if there was one; later ones change nothing. */
    get interruption() {
        return this.#interruption;
    }
    /** @throws an AbortError if there was an interruption */
    throwIfInterrupted() {
        this.interrupted.throwIfAborted();
    }
    /** Restores Node's default handling of signals and errors. */
    stopListening() {
        for (const [event, listener] of this.#listeners)
            process.off(event, listener);
    }
    #listen(event, listener) {
        this.#listeners.set(event, listener);
        process.on(event, listener);
    }
    #interrupt(interruption) {
        if (this.#interruption)
            return;
        this.#interruption = interruption;
        this.#controller.abort();
    }
}

;// CONCATENATED MODULE: ./src/token-lifecycle.ts





/**
 * Milliseconds after the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s
 * after that (`ProcessInvoker.cs` in actions/runner), so everything must end within 10 s.
 */
const afterSignal = {
    /** stop waiting for GoTo's answer */
    answerMs: 8_500,
    /** print the recovery commands of a token that is not stored yet */
    recoveryMs: 5_000,
    /** stop writing */
    writeMs: 9_000,
};
/**
 * What happens around a grant, from the request to the stored token: how long a signal leaves for
 * each step, and that a new refresh token which is not stored is always printed as a recovery
 * command, however the process ends.
 */
class TokenLifecycle {
    cancellation = new Cancellation();
    #options;
    #state = { stage: 'not-asked' };
    #github;
    constructor(options) {
        this.#options = options;
        process.once('exit', this.#onExit);
    }
    get state() {
        return this.#state;
    }
    /** Runs a part of the program that an interruption shortens. */
    within(times, work) {
        return runPhase(times, this.cancellation, work);
    }
    /** Asks GoTo for tokens. Once the request has left, a signal does not end the wait at once. */
    async requestTokens(request, context) {
        const graceMs = () => (this.#state.stage === 'not-asked' ? 0 : afterSignal.answerMs);
        const onSending = () => {
            this.#state = { stage: 'asked' };
        };
        const response = await this.within({ ...tokenTimes, graceMs }, (phase) => requestTokens(request, phase, { ...context, onSending }));
        if (response.kind === 'rejected')
            return response;
        this.#state =
            response.newRefreshToken === undefined
                ? { stage: 'kept' }
                : { stage: 'unstored', receivedAt: new Date(), writes: [] };
        return response;
    }
    /**
     * Seals all values and stores them, one batch after the other; after an interruption all at once.
     * Returns the writes, which say what became of them; so does `state`, should this throw.
     *
     * @throws what is not an answer of GitHub: a fault of ours
     */
    async store(batches, github) {
        const sealed = await Promise.all(batches.map((batch) => Promise.all(batch.map(({ target, value }) => sealFor(target, value)))));
        const writes = sealed.flat();
        const receivedAt = 'receivedAt' in this.#state ? this.#state.receivedAt : new Date();
        this.#github = github;
        this.#state = { stage: 'unstored', receivedAt, writes };
        const cancelRecoveries = this.#whenLate(() => this.printRecoveries());
        try {
            await this.within({ ...storeTimes, graceMs: () => afterSignal.writeMs }, (phase) => storeInOrder(sealed, phase, github.during(phase)));
            return writes;
        }
        finally {
            cancelRecoveries();
            const isStored = writes.every(({ state }) => state.kind === 'stored');
            if (isStored)
                this.#state = { stage: 'stored', receivedAt, writes };
        }
    }
    /** Prints a command for each value that is not stored and whose command is not printed yet. */
    printRecoveries() {
        const github = this.#github;
        if (this.#state.stage !== 'unstored' || !github)
            return;
        const { receivedAt, writes } = this.#state;
        const due = writes.filter(({ state, encryptedValue, printedValue }) => state.kind !== 'stored' && printedValue !== encryptedValue);
        if (due.length === 0)
            return;
        for (const write of due)
            write.printedValue = write.encryptedValue;
        const recoveries = due.map((write) => recoveryFor(write, github));
        this.#options.printRecoveries(recoveries, receivedAt);
    }
    /** Prints what is left to print, and restores Node's default handling of signals. */
    end() {
        this.printRecoveries();
        process.off('exit', this.#onExit);
        this.cancellation.stopListening();
    }
    #onExit = () => {
        process.exitCode = 1;
        this.printRecoveries();
        this.#options.onEarlyExit?.();
    };
    /**
     * Calls `act` when it becomes risky to wait for the write any longer: 5 s after a signal, or at
     * once after a crash. Returns a function that cancels the call.
     */
    #whenLate(act) {
        let timer;
        const cancel = whenAborted(this.cancellation.interrupted, () => {
            const { kind, at } = this.cancellation.interruption ?? { kind: 'crash', at: 0 };
            const waitMs = kind === 'crash' ? 0 : at + afterSignal.recoveryMs - performance.now();
            if (waitMs <= 0)
                act();
            else
                timer = setTimeout(act, waitMs);
        });
        return () => {
            clearTimeout(timer);
            cancel();
        };
    }
}
/** The secrets whose command was printed and which were stored after all. */
function storedAfterPrinting(writes) {
    return writes.filter(({ state, printedValue }) => state.kind === 'stored' && printedValue !== undefined);
}
async function storeInOrder(batches, phase, client) {
    const interrupted = new Promise((resolve) => whenAborted(phase.interrupted, resolve));
    const started = [];
    for (const batch of batches) {
        const stored = store(batch, client);
        started.push(stored);
        // With seconds left, a write that hangs must not keep the next batch from its only try.
        await Promise.race([stored, interrupted]);
    }
    await Promise.all(started);
}

;// CONCATENATED MODULE: ./src/action/ending.ts

const stages = {
    'not-asked': {
        done: 'GoTo was not asked, and the stored refresh token is unchanged.',
        hint: 'Run again: nothing is lost.',
    },
    asked: {
        done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token.',
        hint: 'Run again soon. If GoTo then answers invalid_grant, authorise again.',
    },
    kept: {
        done: 'GoTo answered and sent no new refresh token: the stored one stays.',
        hint: 'Run again: nothing is lost.',
    },
    unstored: {
        done: 'GoTo sent a new refresh token, and it is not stored, or not everywhere.',
        hint: 'Paste the command in the log of this step or in the job summary. If there is none, run ' +
            'again, and authorise again if GoTo answers invalid_grant.',
    },
    stored: {
        done: 'GoTo sent a new refresh token, and it is stored.',
        hint: 'Run again: nothing is lost.',
    },
};
/** What was and was not done, as a sentence. */
function describeStage(stage) {
    return stages[stage].done;
}
/**
 * The error that a run ends with: what was thrown, and what was and was not done by then. After a
 * signal it is always `cancelled`; after a crash, `unexpected`.
 */
function toEnding(thrown, stage, interruption) {
    if (interruption?.kind === 'signal') {
        const { message, hint } = isConclusive(thrown)
            ? thrown
            : { message: stages[stage].done, hint: stages[stage].hint };
        const cancelled = `The run was cancelled (${interruption.signal}). ${message}`;
        return new ActionError('cancelled', cancelled, { hint, cause: thrown });
    }
    const error = interruption?.kind === 'crash' ? interruption.error : thrown;
    if (!(error instanceof ActionError))
        return unexpected(error, stage);
    if (stage !== 'not-asked')
        return error;
    const { code, message, hint, cause } = error;
    return new ActionError(code, `${message} ${stages[stage].done}`, { hint, cause });
}
function unexpected(error, stage) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new ActionError('unexpected', `Unexpected error (${what}). ${stages[stage].done}`, {
        hint: `${stages[stage].hint} If it happens again, run with debug logging and report the log to the authors of this action.`,
        cause: error,
    });
}

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(896);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(611);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(692);
// EXTERNAL MODULE: ./node_modules/tunnel/index.js
var node_modules_tunnel = __nccwpck_require__(770);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = (/* unused pure expression or super */ null && (['OPTIONS', 'GET', 'DELETE', 'HEAD']));
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class lib_HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = pm.getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? https : http;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = pm.getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || http.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new https.Agent(options) : new http.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class auth_BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
//# sourceMappingURL=auth.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var oidc_utils_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = (/* unused pure expression or super */ null && (_summary));
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: external "string_decoder"
const external_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");
// EXTERNAL MODULE: external "events"
var external_events_ = __nccwpck_require__(434);
;// CONCATENATED MODULE: external "child_process"
const external_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");
// EXTERNAL MODULE: external "assert"
var external_assert_ = __nccwpck_require__(613);
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io-util.js
var io_util_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { chmod, copyFile, lstat, mkdir, open: io_util_open, readdir, rename, rm, rmdir, stat, symlink, unlink } = external_fs_.promises;
// export const {open} = 'fs'
const IS_WINDOWS = process.platform === 'win32';
/**
 * Custom implementation of readlink to ensure Windows junctions
 * maintain trailing backslash for backward compatibility with Node.js < 24
 *
 * In Node.js 20, Windows junctions (directory symlinks) always returned paths
 * with trailing backslashes. Node.js 24 removed this behavior, which breaks
 * code that relied on this format for path operations.
 *
 * This implementation restores the Node 20 behavior by adding a trailing
 * backslash to all junction results on Windows.
 */
function readlink(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        const result = yield fs.promises.readlink(fsPath);
        // On Windows, restore Node 20 behavior: add trailing backslash to all results
        // since junctions on Windows are always directory links
        if (IS_WINDOWS && !result.endsWith('\\')) {
            return `${result}\\`;
        }
        return result;
    });
}
// See https://github.com/nodejs/node/blob/d0153aee367422d0858105abec186da4dff0a0c5/deps/uv/include/uv/win.h#L691
const UV_FS_O_EXLOCK = 0x10000000;
const READONLY = external_fs_.constants.O_RDONLY;
function exists(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        try {
            yield stat(fsPath);
        }
        catch (err) {
            if (err.code === 'ENOENT') {
                return false;
            }
            throw err;
        }
        return true;
    });
}
function isDirectory(fsPath_1) {
    return io_util_awaiter(this, arguments, void 0, function* (fsPath, useStat = false) {
        const stats = useStat ? yield stat(fsPath) : yield lstat(fsPath);
        return stats.isDirectory();
    });
}
/**
 * On OSX/Linux, true if path starts with '/'. On Windows, true for paths like:
 * \, \hello, \\hello\share, C:, and C:\hello (and corresponding alternate separator cases).
 */
function isRooted(p) {
    p = normalizeSeparators(p);
    if (!p) {
        throw new Error('isRooted() parameter "p" cannot be empty');
    }
    if (IS_WINDOWS) {
        return (p.startsWith('\\') || /^[A-Z]:/i.test(p) // e.g. \ or \hello or \\hello
        ); // e.g. C: or C:\hello
    }
    return p.startsWith('/');
}
/**
 * Best effort attempt to determine whether a file exists and is executable.
 * @param filePath    file path to check
 * @param extensions  additional file extensions to try
 * @return if file exists and is executable, returns the file path. otherwise empty string.
 */
function tryGetExecutablePath(filePath, extensions) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        let stats = undefined;
        try {
            // test file exists
            stats = yield stat(filePath);
        }
        catch (err) {
            if (err.code !== 'ENOENT') {
                // eslint-disable-next-line no-console
                console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
            }
        }
        if (stats && stats.isFile()) {
            if (IS_WINDOWS) {
                // on Windows, test for valid extension
                const upperExt = external_path_namespaceObject.extname(filePath).toUpperCase();
                if (extensions.some(validExt => validExt.toUpperCase() === upperExt)) {
                    return filePath;
                }
            }
            else {
                if (isUnixExecutable(stats)) {
                    return filePath;
                }
            }
        }
        // try each extension
        const originalFilePath = filePath;
        for (const extension of extensions) {
            filePath = originalFilePath + extension;
            stats = undefined;
            try {
                stats = yield stat(filePath);
            }
            catch (err) {
                if (err.code !== 'ENOENT') {
                    // eslint-disable-next-line no-console
                    console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
                }
            }
            if (stats && stats.isFile()) {
                if (IS_WINDOWS) {
                    // preserve the case of the actual file (since an extension was appended)
                    try {
                        const directory = external_path_namespaceObject.dirname(filePath);
                        const upperName = external_path_namespaceObject.basename(filePath).toUpperCase();
                        for (const actualName of yield readdir(directory)) {
                            if (upperName === actualName.toUpperCase()) {
                                filePath = external_path_namespaceObject.join(directory, actualName);
                                break;
                            }
                        }
                    }
                    catch (err) {
                        // eslint-disable-next-line no-console
                        console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
                    }
                    return filePath;
                }
                else {
                    if (isUnixExecutable(stats)) {
                        return filePath;
                    }
                }
            }
        }
        return '';
    });
}
function normalizeSeparators(p) {
    p = p || '';
    if (IS_WINDOWS) {
        // convert slashes on Windows
        p = p.replace(/\//g, '\\');
        // remove redundant slashes
        return p.replace(/\\\\+/g, '\\');
    }
    // remove redundant slashes
    return p.replace(/\/\/+/g, '/');
}
// on Mac/Linux, test the execute bit
//     R   W  X  R  W X R W X
//   256 128 64 32 16 8 4 2 1
function isUnixExecutable(stats) {
    return ((stats.mode & 1) > 0 ||
        ((stats.mode & 8) > 0 &&
            process.getgid !== undefined &&
            stats.gid === process.getgid()) ||
        ((stats.mode & 64) > 0 &&
            process.getuid !== undefined &&
            stats.uid === process.getuid()));
}
// Get the path of cmd.exe in windows
function getCmdPath() {
    var _a;
    return (_a = process.env['COMSPEC']) !== null && _a !== void 0 ? _a : `cmd.exe`;
}
//# sourceMappingURL=io-util.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io.js
var io_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



/**
 * Copies a file or folder.
 * Based off of shelljs - https://github.com/shelljs/shelljs/blob/9237f66c52e5daa40458f94f9565e18e8132f5a6/src/cp.js
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See CopyOptions.
 */
function cp(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        const { force, recursive, copySourceDirectory } = readCopyOptions(options);
        const destStat = (yield ioUtil.exists(dest)) ? yield ioUtil.stat(dest) : null;
        // Dest is an existing file, but not forcing
        if (destStat && destStat.isFile() && !force) {
            return;
        }
        // If dest is an existing directory, should copy inside.
        const newDest = destStat && destStat.isDirectory() && copySourceDirectory
            ? path.join(dest, path.basename(source))
            : dest;
        if (!(yield ioUtil.exists(source))) {
            throw new Error(`no such file or directory: ${source}`);
        }
        const sourceStat = yield ioUtil.stat(source);
        if (sourceStat.isDirectory()) {
            if (!recursive) {
                throw new Error(`Failed to copy. ${source} is a directory, but tried to copy without recursive flag.`);
            }
            else {
                yield cpDirRecursive(source, newDest, 0, force);
            }
        }
        else {
            if (path.relative(source, newDest) === '') {
                // a file cannot be copied to itself
                throw new Error(`'${newDest}' and '${source}' are the same file`);
            }
            yield io_copyFile(source, newDest, force);
        }
    });
}
/**
 * Moves a path.
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See MoveOptions.
 */
function mv(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        if (yield ioUtil.exists(dest)) {
            let destExists = true;
            if (yield ioUtil.isDirectory(dest)) {
                // If dest is directory copy src into dest
                dest = path.join(dest, path.basename(source));
                destExists = yield ioUtil.exists(dest);
            }
            if (destExists) {
                if (options.force == null || options.force) {
                    yield rmRF(dest);
                }
                else {
                    throw new Error('Destination already exists');
                }
            }
        }
        yield mkdirP(path.dirname(dest));
        yield ioUtil.rename(source, dest);
    });
}
/**
 * Remove a path recursively with force
 *
 * @param inputPath path to remove
 */
function rmRF(inputPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (ioUtil.IS_WINDOWS) {
            // Check for invalid characters
            // https://docs.microsoft.com/en-us/windows/win32/fileio/naming-a-file
            if (/[*"<>|]/.test(inputPath)) {
                throw new Error('File path must not contain `*`, `"`, `<`, `>` or `|` on Windows');
            }
        }
        try {
            // note if path does not exist, error is silent
            yield ioUtil.rm(inputPath, {
                force: true,
                maxRetries: 3,
                recursive: true,
                retryDelay: 300
            });
        }
        catch (err) {
            throw new Error(`File was unable to be removed ${err}`);
        }
    });
}
/**
 * Make a directory.  Creates the full path with folders in between
 * Will throw if it fails
 *
 * @param   fsPath        path to create
 * @returns Promise<void>
 */
function mkdirP(fsPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        ok(fsPath, 'a path argument must be provided');
        yield ioUtil.mkdir(fsPath, { recursive: true });
    });
}
/**
 * Returns path of a tool had the tool actually been invoked.  Resolves via paths.
 * If you check and the tool does not exist, it will throw.
 *
 * @param     tool              name of the tool
 * @param     check             whether to check if tool exists
 * @returns   Promise<string>   path to tool
 */
function which(tool, check) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // recursive when check=true
        if (check) {
            const result = yield which(tool, false);
            if (!result) {
                if (IS_WINDOWS) {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
                }
                else {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
                }
            }
            return result;
        }
        const matches = yield findInPath(tool);
        if (matches && matches.length > 0) {
            return matches[0];
        }
        return '';
    });
}
/**
 * Returns a list of all occurrences of the given tool on the system path.
 *
 * @returns   Promise<string[]>  the paths of the tool
 */
function findInPath(tool) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // build the list of extensions to try
        const extensions = [];
        if (IS_WINDOWS && process.env['PATHEXT']) {
            for (const extension of process.env['PATHEXT'].split(external_path_namespaceObject.delimiter)) {
                if (extension) {
                    extensions.push(extension);
                }
            }
        }
        // if it's rooted, return it if exists. otherwise return empty.
        if (isRooted(tool)) {
            const filePath = yield tryGetExecutablePath(tool, extensions);
            if (filePath) {
                return [filePath];
            }
            return [];
        }
        // if any path separators, return empty
        if (tool.includes(external_path_namespaceObject.sep)) {
            return [];
        }
        // build the list of directories
        //
        // Note, technically "where" checks the current directory on Windows. From a toolkit perspective,
        // it feels like we should not do this. Checking the current directory seems like more of a use
        // case of a shell, and the which() function exposed by the toolkit should strive for consistency
        // across platforms.
        const directories = [];
        if (process.env.PATH) {
            for (const p of process.env.PATH.split(external_path_namespaceObject.delimiter)) {
                if (p) {
                    directories.push(p);
                }
            }
        }
        // find all matches
        const matches = [];
        for (const directory of directories) {
            const filePath = yield tryGetExecutablePath(external_path_namespaceObject.join(directory, tool), extensions);
            if (filePath) {
                matches.push(filePath);
            }
        }
        return matches;
    });
}
function readCopyOptions(options) {
    const force = options.force == null ? true : options.force;
    const recursive = Boolean(options.recursive);
    const copySourceDirectory = options.copySourceDirectory == null
        ? true
        : Boolean(options.copySourceDirectory);
    return { force, recursive, copySourceDirectory };
}
function cpDirRecursive(sourceDir, destDir, currentDepth, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        // Ensure there is not a run away recursive copy
        if (currentDepth >= 255)
            return;
        currentDepth++;
        yield mkdirP(destDir);
        const files = yield ioUtil.readdir(sourceDir);
        for (const fileName of files) {
            const srcFile = `${sourceDir}/${fileName}`;
            const destFile = `${destDir}/${fileName}`;
            const srcFileStat = yield ioUtil.lstat(srcFile);
            if (srcFileStat.isDirectory()) {
                // Recurse
                yield cpDirRecursive(srcFile, destFile, currentDepth, force);
            }
            else {
                yield io_copyFile(srcFile, destFile, force);
            }
        }
        // Change the mode for the newly created directory
        yield ioUtil.chmod(destDir, (yield ioUtil.stat(sourceDir)).mode);
    });
}
// Buffered file copy
function io_copyFile(srcFile, destFile, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        if ((yield ioUtil.lstat(srcFile)).isSymbolicLink()) {
            // unlink/re-link it
            try {
                yield ioUtil.lstat(destFile);
                yield ioUtil.unlink(destFile);
            }
            catch (e) {
                // Try to override file permission
                if (e.code === 'EPERM') {
                    yield ioUtil.chmod(destFile, '0666');
                    yield ioUtil.unlink(destFile);
                }
                // other errors = it doesn't exist, no work to do
            }
            // Copy over symlink
            const symlinkFull = yield ioUtil.readlink(srcFile);
            yield ioUtil.symlink(symlinkFull, destFile, ioUtil.IS_WINDOWS ? 'junction' : null);
        }
        else if (!(yield ioUtil.exists(destFile)) || force) {
            yield ioUtil.copyFile(srcFile, destFile);
        }
    });
}
//# sourceMappingURL=io.js.map
;// CONCATENATED MODULE: external "timers"
const external_timers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/toolrunner.js
var toolrunner_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};







/* eslint-disable @typescript-eslint/unbound-method */
const toolrunner_IS_WINDOWS = process.platform === 'win32';
/*
 * Class for running command line tools. Handles quoting and arg parsing in a platform agnostic way.
 */
class ToolRunner extends external_events_.EventEmitter {
    constructor(toolPath, args, options) {
        super();
        if (!toolPath) {
            throw new Error("Parameter 'toolPath' cannot be null or empty.");
        }
        this.toolPath = toolPath;
        this.args = args || [];
        this.options = options || {};
    }
    _debug(message) {
        if (this.options.listeners && this.options.listeners.debug) {
            this.options.listeners.debug(message);
        }
    }
    _getCommandString(options, noPrefix) {
        const toolPath = this._getSpawnFileName();
        const args = this._getSpawnArgs(options);
        let cmd = noPrefix ? '' : '[command]'; // omit prefix when piped to a second tool
        if (toolrunner_IS_WINDOWS) {
            // Windows + cmd file
            if (this._isCmdFile()) {
                cmd += toolPath;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows + verbatim
            else if (options.windowsVerbatimArguments) {
                cmd += `"${toolPath}"`;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows (regular)
            else {
                cmd += this._windowsQuoteCmdArg(toolPath);
                for (const a of args) {
                    cmd += ` ${this._windowsQuoteCmdArg(a)}`;
                }
            }
        }
        else {
            // OSX/Linux - this can likely be improved with some form of quoting.
            // creating processes on Unix is fundamentally different than Windows.
            // on Unix, execvp() takes an arg array.
            cmd += toolPath;
            for (const a of args) {
                cmd += ` ${a}`;
            }
        }
        return cmd;
    }
    _processLineBuffer(data, strBuffer, onLine) {
        try {
            let s = strBuffer + data.toString();
            let n = s.indexOf(external_os_.EOL);
            while (n > -1) {
                const line = s.substring(0, n);
                onLine(line);
                // the rest of the string ...
                s = s.substring(n + external_os_.EOL.length);
                n = s.indexOf(external_os_.EOL);
            }
            return s;
        }
        catch (err) {
            // streaming lines to console is best effort.  Don't fail a build.
            this._debug(`error processing line. Failed with error ${err}`);
            return '';
        }
    }
    _getSpawnFileName() {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                return process.env['COMSPEC'] || 'cmd.exe';
            }
        }
        return this.toolPath;
    }
    _getSpawnArgs(options) {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
                for (const a of this.args) {
                    argline += ' ';
                    argline += options.windowsVerbatimArguments
                        ? a
                        : this._windowsQuoteCmdArg(a);
                }
                argline += '"';
                return [argline];
            }
        }
        return this.args;
    }
    _endsWith(str, end) {
        return str.endsWith(end);
    }
    _isCmdFile() {
        const upperToolPath = this.toolPath.toUpperCase();
        return (this._endsWith(upperToolPath, '.CMD') ||
            this._endsWith(upperToolPath, '.BAT'));
    }
    _windowsQuoteCmdArg(arg) {
        // for .exe, apply the normal quoting rules that libuv applies
        if (!this._isCmdFile()) {
            return this._uvQuoteCmdArg(arg);
        }
        // otherwise apply quoting rules specific to the cmd.exe command line parser.
        // the libuv rules are generic and are not designed specifically for cmd.exe
        // command line parser.
        //
        // for a detailed description of the cmd.exe command line parser, refer to
        // http://stackoverflow.com/questions/4094699/how-does-the-windows-command-interpreter-cmd-exe-parse-scripts/7970912#7970912
        // need quotes for empty arg
        if (!arg) {
            return '""';
        }
        // determine whether the arg needs to be quoted
        const cmdSpecialChars = [
            ' ',
            '\t',
            '&',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '^',
            '=',
            ';',
            '!',
            "'",
            '+',
            ',',
            '`',
            '~',
            '|',
            '<',
            '>',
            '"'
        ];
        let needsQuotes = false;
        for (const char of arg) {
            if (cmdSpecialChars.some(x => x === char)) {
                needsQuotes = true;
                break;
            }
        }
        // short-circuit if quotes not needed
        if (!needsQuotes) {
            return arg;
        }
        // the following quoting rules are very similar to the rules that by libuv applies.
        //
        // 1) wrap the string in quotes
        //
        // 2) double-up quotes - i.e. " => ""
        //
        //    this is different from the libuv quoting rules. libuv replaces " with \", which unfortunately
        //    doesn't work well with a cmd.exe command line.
        //
        //    note, replacing " with "" also works well if the arg is passed to a downstream .NET console app.
        //    for example, the command line:
        //          foo.exe "myarg:""my val"""
        //    is parsed by a .NET console app into an arg array:
        //          [ "myarg:\"my val\"" ]
        //    which is the same end result when applying libuv quoting rules. although the actual
        //    command line from libuv quoting rules would look like:
        //          foo.exe "myarg:\"my val\""
        //
        // 3) double-up slashes that precede a quote,
        //    e.g.  hello \world    => "hello \world"
        //          hello\"world    => "hello\\""world"
        //          hello\\"world   => "hello\\\\""world"
        //          hello world\    => "hello world\\"
        //
        //    technically this is not required for a cmd.exe command line, or the batch argument parser.
        //    the reasons for including this as a .cmd quoting rule are:
        //
        //    a) this is optimized for the scenario where the argument is passed from the .cmd file to an
        //       external program. many programs (e.g. .NET console apps) rely on the slash-doubling rule.
        //
        //    b) it's what we've been doing previously (by deferring to node default behavior) and we
        //       haven't heard any complaints about that aspect.
        //
        // note, a weakness of the quoting rules chosen here, is that % is not escaped. in fact, % cannot be
        // escaped when used on the command line directly - even though within a .cmd file % can be escaped
        // by using %%.
        //
        // the saving grace is, on the command line, %var% is left as-is if var is not defined. this contrasts
        // the line parsing rules within a .cmd file, where if var is not defined it is replaced with nothing.
        //
        // one option that was explored was replacing % with ^% - i.e. %var% => ^%var^%. this hack would
        // often work, since it is unlikely that var^ would exist, and the ^ character is removed when the
        // variable is used. the problem, however, is that ^ is not removed when %* is used to pass the args
        // to an external program.
        //
        // an unexplored potential solution for the % escaping problem, is to create a wrapper .cmd file.
        // % can be escaped within a .cmd file.
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\'; // double the slash
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '"'; // double the quote
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _uvQuoteCmdArg(arg) {
        // Tool runner wraps child_process.spawn() and needs to apply the same quoting as
        // Node in certain cases where the undocumented spawn option windowsVerbatimArguments
        // is used.
        //
        // Since this function is a port of quote_cmd_arg from Node 4.x (technically, lib UV,
        // see https://github.com/nodejs/node/blob/v4.x/deps/uv/src/win/process.c for details),
        // pasting copyright notice from Node within this function:
        //
        //      Copyright Joyent, Inc. and other Node contributors. All rights reserved.
        //
        //      Permission is hereby granted, free of charge, to any person obtaining a copy
        //      of this software and associated documentation files (the "Software"), to
        //      deal in the Software without restriction, including without limitation the
        //      rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
        //      sell copies of the Software, and to permit persons to whom the Software is
        //      furnished to do so, subject to the following conditions:
        //
        //      The above copyright notice and this permission notice shall be included in
        //      all copies or substantial portions of the Software.
        //
        //      THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        //      IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        //      FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        //      AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        //      LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING
        //      FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
        //      IN THE SOFTWARE.
        if (!arg) {
            // Need double quotation for empty argument
            return '""';
        }
        if (!arg.includes(' ') && !arg.includes('\t') && !arg.includes('"')) {
            // No quotation needed
            return arg;
        }
        if (!arg.includes('"') && !arg.includes('\\')) {
            // No embedded double quotes or backslashes, so I can just wrap
            // quote marks around the whole thing.
            return `"${arg}"`;
        }
        // Expected input/output:
        //   input : hello"world
        //   output: "hello\"world"
        //   input : hello""world
        //   output: "hello\"\"world"
        //   input : hello\world
        //   output: hello\world
        //   input : hello\\world
        //   output: hello\\world
        //   input : hello\"world
        //   output: "hello\\\"world"
        //   input : hello\\"world
        //   output: "hello\\\\\"world"
        //   input : hello world\
        //   output: "hello world\\" - note the comment in libuv actually reads "hello world\"
        //                             but it appears the comment is wrong, it should be "hello world\\"
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\';
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '\\';
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _cloneExecOptions(options) {
        options = options || {};
        const result = {
            cwd: options.cwd || process.cwd(),
            env: options.env || process.env,
            silent: options.silent || false,
            windowsVerbatimArguments: options.windowsVerbatimArguments || false,
            failOnStdErr: options.failOnStdErr || false,
            ignoreReturnCode: options.ignoreReturnCode || false,
            delay: options.delay || 10000
        };
        result.outStream = options.outStream || process.stdout;
        result.errStream = options.errStream || process.stderr;
        return result;
    }
    _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result = {};
        result.cwd = options.cwd;
        result.env = options.env;
        result['windowsVerbatimArguments'] =
            options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
            result.argv0 = `"${toolPath}"`;
        }
        return result;
    }
    /**
     * Exec a tool.
     * Output will be streamed to the live console.
     * Returns promise with return code
     *
     * @param     tool     path to tool to exec
     * @param     options  optional exec options.  See ExecOptions
     * @returns   number
     */
    exec() {
        return toolrunner_awaiter(this, void 0, void 0, function* () {
            // root the tool path if it is unrooted and contains relative pathing
            if (!isRooted(this.toolPath) &&
                (this.toolPath.includes('/') ||
                    (toolrunner_IS_WINDOWS && this.toolPath.includes('\\')))) {
                // prefer options.cwd if it is specified, however options.cwd may also need to be rooted
                this.toolPath = external_path_namespaceObject.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
            }
            // if the tool is only a file name, then resolve it from the PATH
            // otherwise verify it exists (add extension on Windows if necessary)
            this.toolPath = yield which(this.toolPath, true);
            return new Promise((resolve, reject) => toolrunner_awaiter(this, void 0, void 0, function* () {
                this._debug(`exec tool: ${this.toolPath}`);
                this._debug('arguments:');
                for (const arg of this.args) {
                    this._debug(`   ${arg}`);
                }
                const optionsNonNull = this._cloneExecOptions(this.options);
                if (!optionsNonNull.silent && optionsNonNull.outStream) {
                    optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + external_os_.EOL);
                }
                const state = new ExecState(optionsNonNull, this.toolPath);
                state.on('debug', (message) => {
                    this._debug(message);
                });
                if (this.options.cwd && !(yield exists(this.options.cwd))) {
                    return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
                }
                const fileName = this._getSpawnFileName();
                const cp = external_child_process_namespaceObject.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
                let stdbuffer = '';
                if (cp.stdout) {
                    cp.stdout.on('data', (data) => {
                        if (this.options.listeners && this.options.listeners.stdout) {
                            this.options.listeners.stdout(data);
                        }
                        if (!optionsNonNull.silent && optionsNonNull.outStream) {
                            optionsNonNull.outStream.write(data);
                        }
                        stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.stdline) {
                                this.options.listeners.stdline(line);
                            }
                        });
                    });
                }
                let errbuffer = '';
                if (cp.stderr) {
                    cp.stderr.on('data', (data) => {
                        state.processStderr = true;
                        if (this.options.listeners && this.options.listeners.stderr) {
                            this.options.listeners.stderr(data);
                        }
                        if (!optionsNonNull.silent &&
                            optionsNonNull.errStream &&
                            optionsNonNull.outStream) {
                            const s = optionsNonNull.failOnStdErr
                                ? optionsNonNull.errStream
                                : optionsNonNull.outStream;
                            s.write(data);
                        }
                        errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.errline) {
                                this.options.listeners.errline(line);
                            }
                        });
                    });
                }
                cp.on('error', (err) => {
                    state.processError = err.message;
                    state.processExited = true;
                    state.processClosed = true;
                    state.CheckComplete();
                });
                cp.on('exit', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                cp.on('close', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    state.processClosed = true;
                    this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                state.on('done', (error, exitCode) => {
                    if (stdbuffer.length > 0) {
                        this.emit('stdline', stdbuffer);
                    }
                    if (errbuffer.length > 0) {
                        this.emit('errline', errbuffer);
                    }
                    cp.removeAllListeners();
                    if (error) {
                        reject(error);
                    }
                    else {
                        resolve(exitCode);
                    }
                });
                if (this.options.input) {
                    if (!cp.stdin) {
                        throw new Error('child process missing stdin');
                    }
                    cp.stdin.end(this.options.input);
                }
            }));
        });
    }
}
/**
 * Convert an arg string to an array of args. Handles escaping
 *
 * @param    argString   string of arguments
 * @returns  string[]    array of arguments
 */
function argStringToArray(argString) {
    const args = [];
    let inQuotes = false;
    let escaped = false;
    let arg = '';
    function append(c) {
        // we only escape double quotes.
        if (escaped && c !== '"') {
            arg += '\\';
        }
        arg += c;
        escaped = false;
    }
    for (let i = 0; i < argString.length; i++) {
        const c = argString.charAt(i);
        if (c === '"') {
            if (!escaped) {
                inQuotes = !inQuotes;
            }
            else {
                append(c);
            }
            continue;
        }
        if (c === '\\' && escaped) {
            append(c);
            continue;
        }
        if (c === '\\' && inQuotes) {
            escaped = true;
            continue;
        }
        if (c === ' ' && !inQuotes) {
            if (arg.length > 0) {
                args.push(arg);
                arg = '';
            }
            continue;
        }
        append(c);
    }
    if (arg.length > 0) {
        args.push(arg.trim());
    }
    return args;
}
class ExecState extends external_events_.EventEmitter {
    constructor(options, toolPath) {
        super();
        this.processClosed = false; // tracks whether the process has exited and stdio is closed
        this.processError = '';
        this.processExitCode = 0;
        this.processExited = false; // tracks whether the process has exited
        this.processStderr = false; // tracks whether stderr was written to
        this.delay = 10000; // 10 seconds
        this.done = false;
        this.timeout = null;
        if (!toolPath) {
            throw new Error('toolPath must not be empty');
        }
        this.options = options;
        this.toolPath = toolPath;
        if (options.delay) {
            this.delay = options.delay;
        }
    }
    CheckComplete() {
        if (this.done) {
            return;
        }
        if (this.processClosed) {
            this._setResult();
        }
        else if (this.processExited) {
            this.timeout = (0,external_timers_namespaceObject.setTimeout)(ExecState.HandleTimeout, this.delay, this);
        }
    }
    _debug(message) {
        this.emit('debug', message);
    }
    _setResult() {
        // determine whether there is an error
        let error;
        if (this.processExited) {
            if (this.processError) {
                error = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
            }
            else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
                error = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
            }
            else if (this.processStderr && this.options.failOnStdErr) {
                error = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
            }
        }
        // clear the timeout
        if (this.timeout) {
            clearTimeout(this.timeout);
            this.timeout = null;
        }
        this.done = true;
        this.emit('done', error, this.processExitCode);
    }
    static HandleTimeout(state) {
        if (state.done) {
            return;
        }
        if (!state.processClosed && state.processExited) {
            const message = `The STDIO streams did not close within ${state.delay / 1000} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
            state._debug(message);
        }
        state._setResult();
    }
}
//# sourceMappingURL=toolrunner.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/exec.js
var exec_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


/**
 * Exec a command.
 * Output will be streamed to the live console.
 * Returns promise with return code
 *
 * @param     commandLine        command to execute (can include additional args). Must be correctly escaped.
 * @param     args               optional arguments for tool. Escaping is handled by the lib.
 * @param     options            optional exec options.  See ExecOptions
 * @returns   Promise<number>    exit code
 */
function exec_exec(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        const commandArgs = tr.argStringToArray(commandLine);
        if (commandArgs.length === 0) {
            throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
        }
        // Path to tool to execute should be first arg
        const toolPath = commandArgs[0];
        args = commandArgs.slice(1).concat(args || []);
        const runner = new tr.ToolRunner(toolPath, args, options);
        return runner.exec();
    });
}
/**
 * Exec a command and get the output.
 * Output will be streamed to the live console.
 * Returns promise with the exit code and collected stdout and stderr
 *
 * @param     commandLine           command to execute (can include additional args). Must be correctly escaped.
 * @param     args                  optional arguments for tool. Escaping is handled by the lib.
 * @param     options               optional exec options.  See ExecOptions
 * @returns   Promise<ExecOutput>   exit code, stdout, and stderr
 */
function getExecOutput(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        var _a, _b;
        let stdout = '';
        let stderr = '';
        //Using string decoder covers the case where a mult-byte character is split
        const stdoutDecoder = new StringDecoder('utf8');
        const stderrDecoder = new StringDecoder('utf8');
        const originalStdoutListener = (_a = options === null || options === void 0 ? void 0 : options.listeners) === null || _a === void 0 ? void 0 : _a.stdout;
        const originalStdErrListener = (_b = options === null || options === void 0 ? void 0 : options.listeners) === null || _b === void 0 ? void 0 : _b.stderr;
        const stdErrListener = (data) => {
            stderr += stderrDecoder.write(data);
            if (originalStdErrListener) {
                originalStdErrListener(data);
            }
        };
        const stdOutListener = (data) => {
            stdout += stdoutDecoder.write(data);
            if (originalStdoutListener) {
                originalStdoutListener(data);
            }
        };
        const listeners = Object.assign(Object.assign({}, options === null || options === void 0 ? void 0 : options.listeners), { stdout: stdOutListener, stderr: stdErrListener });
        const exitCode = yield exec_exec(commandLine, args, Object.assign(Object.assign({}, options), { listeners }));
        //flush any remaining characters
        stdout += stdoutDecoder.end();
        stderr += stderrDecoder.end();
        return {
            exitCode,
            stdout,
            stderr
        };
    });
}
//# sourceMappingURL=exec.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./src/action/inputs.ts



const gotoApiUrl = 'https://api.getgo.com';
/**
 * Reads every input once, masks the secret ones before anything is checked, and checks them all.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
function readInputs(redactor) {
    const client = {
        clientId: getInput('client-id'),
        clientSecret: redactor.mask(getInput('client-secret')),
    };
    const refreshToken = redactor.mask(getInput('refresh-token'));
    const githubToken = redactor.mask(getInput('github-token'));
    if (client.clientSecret !== '')
        redactor.mask(basicCredential(client));
    requireValue('client-id', client.clientId);
    requireValue('client-secret', client.clientSecret);
    requireValue('refresh-token', refreshToken);
    requireValue('github-token', githubToken);
    parseText(input('client-id'), client.clientId);
    parseText(input('client-secret'), client.clientSecret);
    parseToken(input('refresh-token'), refreshToken);
    parseToken(input('github-token'), githubToken);
    return {
        client,
        refreshToken,
        tokenUrl: parseSecureUrl(input('token-url'), getInput('token-url') || defaults.tokenUrl),
        githubToken,
        githubApiUrl: parseBaseUrl(input('github-api-url'), getInput('github-api-url') || process.env.GITHUB_API_URL || ''),
        secretName: parseSecretName(input('secret-name'), getInput('secret-name') || defaults.secretName),
        places: readPlaces(),
        lookupOrganizer: readBoolean('lookup-organizer'),
        gotoApiUrl: parseBaseUrl(input('goto-api-url'), getInput('goto-api-url') || gotoApiUrl),
    };
}
function input(name) {
    return { kind: 'input', name };
}
function requireValue(name, value) {
    if (value !== '')
        return;
    const hint = `Set ${name} from a secret. If it is set, the secret is empty: secrets are empty in runs from ` +
        'forks and for Dependabot, in a job that does not name the environment of the secret, and when ' +
        'the name of the secret is misspelt.';
    throw invalidSetting(input(name), 'is empty', hint);
}
function readBoolean(name) {
    const value = getInput(name);
    // The spellings of YAML 1.2, like the toolkit's getBooleanInput; empty is the default.
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE|)$/.test(value))
        return false;
    const hint = `Write ${name}: true or ${name}: false.`;
    throw invalidSetting(input(name), 'is neither true nor false', hint);
}
function readPlaces() {
    const environment = parsePlaceName(input('environment'), getInput('environment'));
    const org = parsePlaceName(input('organization'), getInput('organization'));
    if (org !== '' && environment !== '') {
        const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
        throw invalidSetting(input('environment'), 'is set together with organization', hint);
    }
    if (org !== '')
        return [{ kind: 'organization', org }];
    return readRepositories().map(({ owner, repo }) => environment === ''
        ? { kind: 'repository', owner, repo }
        : { kind: 'environment', owner, repo, environment_name: environment });
}
function readRepositories() {
    const text = getInput('repository') || process.env.GITHUB_REPOSITORY || '';
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    // To GitHub, owner/name and Owner/Name are the same.
    const key = (line) => line.toLowerCase();
    const distinct = lines.filter((line, index) => line !== '' && lines.findIndex((other) => key(other) === key(line)) === index);
    const setting = input('repository');
    if (distinct.length === 0)
        throw invalidSetting(setting, 'is empty', 'Write it as owner/name.');
    const hint = 'Write owner/name, without https://github.com, and one repository per line.';
    return distinct.map((line) => parseRepository(setting, line, hint));
}

;// CONCATENATED MODULE: ./src/action/refresh-token-rejected.ts




/**
 * Why GoTo rejected the refresh token (`invalid_grant`), as far as GitHub can tell. The metadata is
 * read once more: another run may have stored a newer token since this one read its inputs.
 */
async function explainRejection({ quote, answerLost }, secrets, client) {
    const reads = await Promise.all(secrets.map(async (secret) => ({ secret, updatedAt: await readUpdatedAt(secret, client) })));
    const newer = reads.find(({ secret, updatedAt }) => updatedAt > secret.updatedAt);
    const { secret, updatedAt } = newer ?? reads[0];
    const label = secretLabel(secret);
    const writtenAt = isoSeconds(updatedAt);
    const lost = answerLost
        ? ' An earlier answer of GoTo was lost in this run, and GoTo may have rotated the token in it.'
        : '';
    const history = newer
        ? `${label} was written at ${writtenAt}: a newer token was stored meanwhile, start a new run.`
        : `${label} was last written at ${writtenAt}.`;
    return new ActionError('refresh-token-rejected', `GoTo rejected the refresh token (invalid_grant).${quote}${lost} ${history}`, { hint: `${newer ? startNewRun : compareTimes} ${authoriseAgain(label)}` });
}
const startNewRun = 'Start a new run: this one has the older token, and a re-run may get the same one.';
const compareTimes = 'If the secret was written after this run was queued, start a new run: this one has the older token, and a re-run may get the same one.';
function authoriseAgain(label) {
    return ('Otherwise the token was used elsewhere, was revoked, or is older than 30 days: authorise again, that is, sign in to GoTo in a browser and save the new refresh token, which the command "goto-access-token authorize" does (README, "Get your first token"). ' +
        `Of an environment, a repository and an organization secret of the same name, the narrowest is read: check that the place written, ${label}, is the place that this job reads.`);
}
async function readUpdatedAt(secret, client) {
    try {
        return (await readMetadata(secret, client)).updatedAt;
    }
    catch {
        // The rejection matters more: without this read it is only explained a little less well.
        return secret.updatedAt;
    }
}

;// CONCATENATED MODULE: ./src/action/report.ts




/** The runner cuts annotations at 4,096 characters; a message and a hint must fit. */
const longestPart = 1_900;
/** What the action tells the person who reads its log, outputs and summary. */
class Report {
    #runner;
    constructor(runner) {
        this.#runner = runner;
    }
    /** Where the refresh token was found. */
    located([first, ...others]) {
        if (!first)
            return;
        const more = others.length > 0 ? `, and ${others.length} more` : '';
        const updatedAt = isoSeconds(first.updatedAt);
        this.#runner.log(`Found ${secretLabel(first)}, last written at ${updatedAt}${more}.`);
    }
    /** Which optional fields of GoTo's answer are invalid. */
    invalidFields(names) {
        if (names.length === 0)
            return;
        this.#runner.log(`GoTo's answer contains fields that cannot be used: ${names.join(', ')}.`);
    }
    /** The access token and what GoTo said about it. */
    issued(tokens) {
        const expiresAt = tokens.expiresAt && isoSeconds(tokens.expiresAt);
        this.#runner.setOutputs({
            'access-token': tokens.accessToken,
            'token-type': tokens.tokenType,
            'expires-in': tokens.expiresIn,
            'expires-at': expiresAt,
            scope: tokens.scope,
            principal: tokens.principal,
            'organizer-key': tokens.organizerKey,
            'account-key': tokens.accountKey,
        });
        this.#runner.log(`GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`);
    }
    /** That the stored refresh token stays, and when it was last written. */
    kept(updatedAt, { sentInvalidToken }) {
        this.#runner.log(sentInvalidToken
            ? 'The refresh token that GoTo sent cannot be stored: the stored one stays. If the next run is rejected with invalid_grant, authorise again.'
            : 'GoTo sent no new refresh token: the stored one stays.');
        this.#runner.setOutputs({ 'refresh-token-updated-at': isoSeconds(updatedAt) });
    }
    /** That GoTo sent a new refresh token. */
    rotated() {
        this.#runner.log('GoTo sent a new refresh token.');
    }
    /** Which secrets hold the new token now, in the log and in the summary. */
    stored(writes, updatedAt) {
        this.#runner.setOutputs({ 'refresh-token-updated-at': isoSeconds(updatedAt) });
        const stored = writes.flatMap(({ target, state }) => (state.kind === 'stored' ? [target] : []));
        const [first] = stored;
        if (!first)
            return;
        const where = stored.length === 1 ? secretLabel(first) : `${stored.length} places`;
        this.#runner.log(`Stored the new refresh token in ${where}.`);
        this.#runner.appendSummary([
            '### GoTo rotated the refresh token',
            '',
            'The new one is stored in',
            '',
            ...stored.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan(placeName(place))}`),
        ]);
        for (const { target } of storedAfterPrinting(writes))
            this.#notNeeded(target);
    }
    /** The commands that store a token, written synchronously: the process may end next. */
    recoveries = (recoveries, receivedAt) => {
        const condition = recoveryCondition(receivedAt);
        const lines = recoveries.flatMap(({ label, command }) => [
            '',
            `The new refresh token is not stored in ${label}. This command stores it:`,
            '',
            command,
            '',
        ]);
        this.#runner.logSynchronously([...lines, condition]);
        this.#runner.appendSummary([
            '### The new refresh token is not stored',
            '',
            ...recoveries.flatMap(({ label, command }) => [
                `This command stores it in ${codeSpan(label)}:`,
                '',
                '```sh',
                command,
                '```',
                '',
            ]),
            condition,
        ]);
    };
    /** That the organizer has several accounts. */
    severalAccounts(count) {
        this.#runner.log(`The organizer has ${count} accounts; account-key is the first.`);
    }
    /** The one error annotation of a failure, and its code as an output. */
    failure(error) {
        this.#runner.setOutputs({ 'error-code': error.code });
        // All other messages are our own, and what they quote is clean already.
        const message = error.code === 'unexpected' ? this.#runner.redactor.redact(error.message) : error.message;
        this.#runner.error(`${shorten(message)}\nWhat to do: ${shorten(error.hint)}\nerror-code: ${error.code}`);
        this.#runner.debug(error.cause);
    }
    /** That a command in the log is obsolete, because the write succeeded later. */
    #notNeeded(secret) {
        const text = `The command above for ${secretLabel(secret)} is not needed any more`;
        this.#runner.log(`${text}.`);
        this.#runner.appendSummary([`${codeSpan(text)}: the write succeeded after all.`]);
    }
}
function shorten(text) {
    return text.length > longestPart ? `${text.slice(0, longestPart - 1)}…` : text;
}
/** Markdown that shows `text` as it is: the fence is longer than any run of backticks in it. */
function codeSpan(text) {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
var external_node_fs_default = /*#__PURE__*/__nccwpck_require__.n(external_node_fs_namespaceObject);
;// CONCATENATED MODULE: ./src/process/synchronous-write.ts

/** How long to wait for a blocked pipe, in milliseconds. */
const timeoutMs = 2_000;
const pollMs = 10;
/**
 * Writes to stdout synchronously, past Node's buffers. What a full pipe does not take within two
 * seconds is handed to Node, which writes it if the reader continues: a line must not end halfway.
 */
function writeSynchronously(text) {
    const bytes = Buffer.from(text);
    // What Node has buffered already must go first.
    if (process.stdout.writableLength > 0) {
        process.stdout.write(bytes);
        return;
    }
    const never = new Int32Array(new SharedArrayBuffer(4));
    let waitedMs = 0;
    for (let written = 0; written < bytes.length;) {
        try {
            written += external_node_fs_default().writeSync(process.stdout.fd, bytes, written);
        }
        catch (error) {
            if (error.code !== 'EAGAIN')
                throw error;
            if (waitedMs >= timeoutMs) {
                process.stdout.write(bytes.subarray(written));
                return;
            }
            Atomics.wait(never, 0, 0, pollMs);
            waitedMs += pollMs;
        }
    }
}

;// CONCATENATED MODULE: ./src/redactor.ts
const longestQuote = 200;
/**
 * Knows the secrets of this run: masks each in the runner's log as soon as it is known, and removes
 * them from every text that comes from a remote.
 */
class Redactor {
    #announce;
    #secrets = new Set();
    /** @param announce tells the runner to hide a value from now on (`::add-mask::`) */
    constructor(announce) {
        this.#announce = announce;
    }
    /** Masks `value` and returns it, so that a secret is masked in the expression that obtains it. */
    mask(value) {
        // The runner answers a blank mask with a warning.
        if (value.trim() !== '' && !this.#secrets.has(value)) {
            this.#secrets.add(value);
            this.#announce(value);
        }
        return value;
    }
    /**
     * Whether `text` contains a secret as it is. Secrets under eight characters do not count: no
     * service issues them, and a match would be chance.
     */
    hasSecretIn(text) {
        return [...this.#secrets].some((secret) => secret.length >= 8 && text.includes(secret));
    }
    /** `text` with `***` in place of every secret, percent-encoded ones included. */
    redact(text) {
        let clean = withUpperCaseOctets(text);
        const spellings = [...this.#secrets].flatMap((secret) => [
            secret,
            encodeURIComponent(secret),
            new URLSearchParams([['', secret]]).toString().slice(1),
        ]);
        for (const spelling of spellings.sort((one, other) => other.length - one.length)) {
            clean = clean.replaceAll(withUpperCaseOctets(spelling), '***');
        }
        // A secret that is encoded in part, or twice, matches no spelling: withhold the whole text.
        const decoded = decodePercent(clean);
        const isLeft = [...this.#secrets].some((secret) => decoded.includes(decodePercent(secret)));
        return isLeft ? '***' : clean;
    }
    /**
     * Remote text in the only form in which it may be shown, as a sentence: `GoTo said: "…"`. Control
     * and invisible characters are removed first, so that they can neither hide a secret nor start a
     * line; then the secrets; then everything after 200 characters. Double quotes become single ones,
     * so that the remote cannot close the quotation. Several texts are joined by colons. Returns ''
     * when there is nothing to quote.
     */
    quote(speaker, ...texts) {
        const parts = texts
            .filter((text) => typeof text === 'string')
            .map((text) => this.#sanitize(text));
        const clean = [...parts.filter((part) => part !== '').join(': ')];
        if (clean.length === 0)
            return '';
        const short = clean.length > longestQuote ? [...clean.slice(0, longestQuote - 1), '…'] : clean;
        const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
        return ` ${speaker} said: "${short.join('')}"${stop}`;
    }
    #sanitize(text) {
        const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '');
        return this.redact(visible)
            .replace(/["“”„‟＂″]/g, "'")
            .trim();
    }
}
/** %2b and %2B are the same octet (RFC 3986 section 2.1). */
function withUpperCaseOctets(text) {
    return text.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}
function decodePercent(text) {
    const decoded = text.replace(/%([0-9a-f]{2})/gi, (_octet, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return decoded === text ? text : decodePercent(decoded);
}

;// CONCATENATED MODULE: ./src/action/runner.ts




/**
 * The channel to the runner: masks, log, outputs, job summary, annotations. Nothing here throws, so
 * that no broken pipe or full disk can come between GoTo's answer and the write; the first failure
 * is remembered.
 */
class Runner {
    redactor;
    #firstFailure;
    constructor() {
        this.redactor = new Redactor((secret) => this.#attempt('a mask', () => core_setSecret(secret)));
        // A broken pipe arrives as an event, not as an exception.
        process.stdout.on('error', this.#logFailed);
    }
    /** One line of the log. */
    log = (text) => {
        this.#attempt('the log', () => info(escapeCommands(text)));
    };
    /** Log lines, synchronously: the process may end next. */
    logSynchronously(lines) {
        const text = escapeCommands(`${lines.join('\n')}\n`);
        this.#attempt('the recovery in the log', () => writeSynchronously(text));
    }
    /** A warning annotation. */
    warn(text) {
        this.#attempt('a warning', () => warning(text));
    }
    /** An error annotation. */
    error(text) {
        this.#attempt('the error', () => error(text));
    }
    /** Lines that are shown only if debug logging is on. */
    debug(error) {
        if (!isDebug() || !(error instanceof Error))
            return;
        const text = error.stack ?? `${error.name}: ${error.message}`;
        this.#attempt('debug lines', () => core_debug(this.redactor.redact(text)));
    }
    /** Sets outputs, except those that are undefined. */
    setOutputs(outputs) {
        for (const [name, value] of Object.entries(outputs)) {
            if (value === undefined)
                continue;
            this.#attempt(`the output ${name}`, () => {
                // Without the file, the toolkit would print the value into the log.
                if (!process.env.GITHUB_OUTPUT)
                    throw new Error('GITHUB_OUTPUT is not set');
                setOutput(name, value);
            });
        }
    }
    /** Appends Markdown to the job summary. */
    appendSummary(lines) {
        const file = process.env.GITHUB_STEP_SUMMARY;
        // A GitHub Enterprise Server without summaries names no file; the log has everything.
        if (!file)
            return;
        this.#attempt('the summary', () => external_node_fs_default().appendFileSync(file, `${lines.join('\n')}\n\n`));
    }
    /** Waits until the log is written. Returns the first thing that could not be passed on, if any. */
    async flush() {
        await new Promise((resolve) => {
            process.stdout.write('', (error) => {
                if (error)
                    this.#logFailed(error);
                resolve();
            });
        });
        return this.#firstFailure;
    }
    /** Stops listening for a broken log. */
    close() {
        process.stdout.off('error', this.#logFailed);
    }
    #logFailed = (error) => this.#remember('the log', error);
    #attempt(what, act) {
        try {
            act();
        }
        catch (error) {
            this.#remember(what, error);
        }
    }
    #remember(what, error) {
        this.#firstFailure ??= { what, error };
    }
}
/**
 * Escapes the runner's old commands, `##[command]`, which it obeys anywhere in a line
 * (`ActionCommand.cs` in actions/runner): names of places come from outside.
 */
function escapeCommands(text) {
    return text.replaceAll('##[', '# #[');
}

;// CONCATENATED MODULE: ./src/action/vocabulary.ts
/** The errors of the action name the inputs of `action.yml`. */
const actionVocabulary = {
    clientId: 'client-id',
    clientSecret: 'client-secret',
    githubToken: 'github-token',
    tokenUrl: 'token-url',
    githubApiUrl: 'github-api-url',
    repository: 'input repository',
    organization: 'input organization',
    machine: 'the runner',
    provideGitHubToken: 'Set github-token to',
    githubTokenNote: " The workflow's own GITHUB_TOKEN can never manage secrets, whatever its permissions.",
    replaceGitHubToken: 'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.',
    nameTheSecret: 'Name the secret that refresh-token is read from: its name in secret-name, and its place in environment or organization if it is stored there. This action updates a secret and does not create one.',
};

;// CONCATENATED MODULE: ./src/action/warnings.ts

const dayMs = 24 * 3600 * 1000;
/**
 * The warning that the GitHub token expires within 14 days: after that, a rotated token cannot be
 * stored.
 *
 * @param token only its kind matters: the token of an App (`ghs_`) lives an hour and is always new
 */
function githubTokenWarning(expiresAt, { token, now }) {
    if (expiresAt === undefined || token.startsWith('ghs_'))
        return undefined;
    if (expiresAt.getTime() - now.getTime() > 14 * dayMs)
        return undefined;
    return `github-token expires at ${isoSeconds(expiresAt)}. Create a new one and save it in its secret before then: without it, a rotated token cannot be stored.`;
}
/** The warning that the refresh token was last written over 25 days ago and was not rotated now. */
function refreshTokenWarning(updatedAt, now) {
    if (now.getTime() - updatedAt.getTime() <= 25 * dayMs)
        return undefined;
    return `The stored refresh token was last written at ${isoSeconds(updatedAt)}, and GoTo sent no new one. It lives 30 days: run this action daily, or authorise again before it expires.`;
}

;// CONCATENATED MODULE: ./src/action/write-back-failed.ts


/** The error of a run in which a write failed for good; undefined if none did. */
function writeBackFailed(writes) {
    const refused = writes.flatMap(({ target, state }) => state.kind === 'refused' ? [{ target, ...state }] : []);
    const [first, ...others] = refused;
    if (!first)
        return undefined;
    const more = others.length > 0 ? ` (and in ${others.length} more)` : '';
    const command = others.length > 0 ? 'command for each place' : 'command';
    return new ActionError('write-back-failed', `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.target)}${more}: ${first.problem}`, {
        hint: `Paste the ${command} from the log of this step (and the job summary, if there is one) soon: it stores the token, which is sealed in it. ` +
            `Then fix the cause: ${first.advice}`,
    });
}

;// CONCATENATED MODULE: ./src/action/run.ts














/**
 * One run of the action: read the inputs, locate the secret, refresh, publish, store, look up the
 * organizer.
 *
 * @returns the exit code of the step
 */
async function run() {
    const runner = new Runner();
    const report = new Report(runner);
    const lifecycle = new TokenLifecycle({
        printRecoveries: report.recoveries,
        onEarlyExit: () => fail(started, new Error('the process exited before the run ended')),
    });
    const started = { runner, report, lifecycle };
    const { cancellation } = lifecycle;
    try {
        const connected = await connect(started, readInputs(runner.redactor));
        const secrets = await locateSecrets(connected);
        const response = await refreshTokens(connected, secrets);
        publishTokens(started, response);
        if (response.newRefreshToken !== undefined) {
            await storeRotated(connected, secrets, response.newRefreshToken);
        }
        if (response.kind === 'unusable')
            throw response.error;
        if (response.newRefreshToken === undefined)
            reportKept(started, secrets, response);
        cancellation.throwIfInterrupted();
        if (connected.inputs.lookupOrganizer)
            await publishOrganizer(connected, response.tokens);
        cancellation.throwIfInterrupted();
        await throwIfIncomplete(started);
        return 0;
    }
    catch (thrown) {
        fail(started, thrown);
        return 1;
    }
    finally {
        lifecycle.end();
        runner.close();
    }
}
function fail({ report, lifecycle }, thrown) {
    lifecycle.printRecoveries();
    const { state, cancellation } = lifecycle;
    report.failure(toEnding(thrown, state.stage, cancellation.interruption));
}
async function connect(run, inputs) {
    const { githubToken: token, githubApiUrl: baseUrl } = inputs;
    const { redactor, log } = run.runner;
    const transport = { send: createSend(), log };
    const github = await connectToGitHub({ token, baseUrl, redactor, vocabulary: actionVocabulary }, transport);
    return { ...run, inputs, transport, github };
}
async function locateSecrets(run) {
    const { inputs, report, runner, lifecycle } = run;
    const wanted = inputs.places.map((place) => ({ name: inputs.secretName, place }));
    const { secrets, tokenExpiresAt } = await lifecycle.within(locateTimes, (phase) => locate(wanted, run.github.during(phase)));
    report.located(secrets);
    const now = new Date();
    const warning = githubTokenWarning(tokenExpiresAt, { token: inputs.githubToken, now });
    if (warning !== undefined)
        runner.warn(warning);
    return secrets;
}
async function refreshTokens(run, secrets) {
    const { inputs, transport, lifecycle, github, runner } = run;
    const { client, refreshToken, tokenUrl } = inputs;
    const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const context = { transport, redactor: runner.redactor, vocabulary: actionVocabulary };
    const response = await lifecycle.requestTokens({ client, grant, tokenUrl }, context);
    if (response.kind !== 'rejected')
        return response;
    throw await lifecycle.within(locateTimes, (phase) => explainRejection(response, secrets, github.during(phase)));
}
/** Publishes before the store, so that a step which fails there still leaves its outputs. */
function publishTokens({ runner, report }, response) {
    runner.setOutputs({ 'refresh-token-rotated': response.newRefreshToken !== undefined });
    report.invalidFields(response.invalidFields);
    if (response.kind === 'issued')
        report.issued(response.tokens);
}
async function storeRotated({ lifecycle, report, github }, secrets, refreshToken) {
    report.rotated();
    const values = secrets.map((target) => ({ target, value: refreshToken }));
    let writes = [];
    try {
        await lifecycle.store([values], github);
    }
    finally {
        if ('writes' in lifecycle.state)
            writes = lifecycle.state.writes;
        report.stored(writes, oldestUpdate(secrets, writes));
    }
    const failed = writeBackFailed(writes);
    if (failed)
        throw failed;
}
function reportKept({ runner, report }, secrets, { invalidFields }) {
    const updatedAt = oldestUpdate(secrets);
    report.kept(updatedAt, { sentInvalidToken: invalidFields.includes('refresh_token') });
    const warning = refreshTokenWarning(updatedAt, new Date());
    if (warning !== undefined)
        runner.warn(warning);
}
async function publishOrganizer(run, tokens) {
    // GoTo's older host sends both keys with the tokens, which makes the call unnecessary.
    if (tokens.organizerKey !== undefined && tokens.accountKey !== undefined)
        return;
    const { inputs, transport, runner, report, lifecycle } = run;
    const request = { accessToken: tokens.accessToken, gotoApiUrl: inputs.gotoApiUrl };
    const context = { transport, redactor: runner.redactor, vocabulary: actionVocabulary };
    const { organizerKey, accountKey, accountCount } = await lifecycle.within(organizerTimes, (phase) => lookUpOrganizer(request, phase, context));
    runner.setOutputs({
        'organizer-key': tokens.organizerKey ?? organizerKey,
        'account-key': tokens.accountKey ?? accountKey,
    });
    if (accountCount > 1)
        report.severalAccounts(accountCount);
}
/** The last write of the secrets. Of several, the oldest counts: that one is at risk. */
function oldestUpdate(secrets, writes = []) {
    const times = secrets.map(({ updatedAt }, index) => {
        const state = writes[index]?.state;
        return (state?.kind === 'stored' ? state.at : updatedAt).getTime();
    });
    return new Date(Math.min(...times));
}
/** @throws ActionError `unexpected` when something could not be passed to the runner */
async function throwIfIncomplete({ runner, lifecycle }) {
    const failure = await runner.flush();
    if (!failure)
        return;
    const { what, error } = failure;
    const reason = error instanceof Error ? error.message : String(error);
    const done = describeStage(lifecycle.state.stage);
    const message = `The runner could not receive ${what}: ${reason}. ${done}`;
    throw new ActionError('unexpected', message, {
        hint: 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then run again.',
        cause: error,
    });
}

;// CONCATENATED MODULE: ./src/action/index.ts

// A broken log must not end the process: the run reports it after the store.
process.stdout.on('error', () => undefined);
process.exitCode = 1;
run().then((exitCode) => {
    process.exitCode = exitCode;
    // A pending name lookup or an abandoned socket would keep the process alive. On Windows, pipes are
    // written in the background: wait for the last line.
    process.stdout.write('', () => process.exit());
});


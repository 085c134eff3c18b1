/** Rules for all requests: encoding, methods, and access by web pages. */
package io.gypsum.e2e.http;

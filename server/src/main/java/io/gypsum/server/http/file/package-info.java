/**
 * The reads that anyone may ask for: files, listings, credentials. {@link io.gypsum.server.http.file.FileRoutes} is where
 * to start; what conditions and ranges mean (RFC 9110, sections 13 and 14) is decided by pure functions.
 */
@NullMarked
package io.gypsum.server.http.file;

import org.jspecify.annotations.NullMarked;

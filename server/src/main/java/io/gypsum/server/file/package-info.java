/**
 * Serves objects of a store: files, bundles of small files, and listings. Start at {@link
 * io.gypsum.server.file.FileHandler}; {@link io.gypsum.server.file.Delivery} decides whether an object is redirected,
 * bundled or sent. Conditions and ranges (RFC 9110, sections 13 and 14) are evaluated by pure functions.
 */
@NullMarked
package io.gypsum.server.file;

import org.jspecify.annotations.NullMarked;

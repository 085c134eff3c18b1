/**
 * Reads a server's bucket through its REST API: documents, listings, and ranges of files. Start with {@code
 * CachedDocuments}, which serves the documents of published versions from the cache and fetches all others.
 */
@NullMarked
package io.gypsum.client.bucket;

import org.jspecify.annotations.NullMarked;

/**
 * Downloads published metadata into the cache: SQLite databases for searches, and JSON schemas for validation
 * (client.md, section 3).
 */
@NullMarked
package io.gypsum.client.metadata;

import org.jspecify.annotations.NullMarked;

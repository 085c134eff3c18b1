/**
 * The catalogue of the bucket, in a local SQLite file that can be deleted while the server is stopped. {@link
 * io.gypsum.server.catalog.Catalog} declares the queries of pages (decision 0053), {@link io.gypsum.server.catalog.LinkLookup}
 * finds the versions that link to deleted files (decision 0041). {@link io.gypsum.server.catalog.BucketCatalog} opens, builds and
 * replaces the file. {@code BucketFollower} fills it: {@code BucketFollower.scan} reads the whole bucket once, {@code
 * BucketFollower.update} what the logs name.
 *
 * <p>A new column needs a new format number and its declaration in {@code CatalogTables}, its value in {@code CatalogRows} (read by
 * {@code VersionReader} or {@code ProjectReader}), and its use in {@code CatalogQueries}.
 */
@NullMarked
package io.gypsum.server.catalog;

import org.jspecify.annotations.NullMarked;

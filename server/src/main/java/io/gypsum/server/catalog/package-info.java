/**
 * The catalogue of the bucket, in a local SQLite file that can be deleted while the server is stopped. It contains the links of
 * all versions, in which {@link io.gypsum.server.catalog.BucketCatalog} finds the versions that link to deleted files (decision
 * 0041). {@code BucketFollower} fills the file: {@code BucketFollower.scan} reads the whole bucket once,
 * {@code BucketFollower.update} the versions that the change logs name. {@code VersionReader} reads one version,
 * {@code CatalogDatabase} defines the tables; new columns are added to both.
 */
@NullMarked
package io.gypsum.server.catalog;

import org.jspecify.annotations.NullMarked;

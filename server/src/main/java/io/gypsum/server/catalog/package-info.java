/**
 * What the bucket contains, in a local SQLite file that can be deleted while the server is stopped: at present the links of all
 * versions, from which {@link io.gypsum.server.catalog.LinkCatalog} answers which versions link to something that is to be removed
 * (decision 0041). {@code BucketFollower} fills the file: {@code BucketFollower.scan} reads the whole bucket once, {@code
 * BucketFollower.update} what the change logs name. {@code VersionReader} reads one version, {@code CatalogDatabase} has
 * the tables; both are the places to add further columns.
 */
@NullMarked
package io.gypsum.server.catalog;

import org.jspecify.annotations.NullMarked;

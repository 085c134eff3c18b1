/** Validation of metadata documents by JSON schemas: start with {@link io.gypsum.metadata.schema.MetadataSchema}. */
@NullMarked
package io.gypsum.metadata.schema;

import org.jspecify.annotations.NullMarked;

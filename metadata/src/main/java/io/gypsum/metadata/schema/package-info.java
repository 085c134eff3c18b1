/** Whether metadata documents are what a JSON schema says: start with {@link io.gypsum.metadata.schema.MetadataSchema}. */
@NullMarked
package io.gypsum.metadata.schema;

import org.jspecify.annotations.NullMarked;

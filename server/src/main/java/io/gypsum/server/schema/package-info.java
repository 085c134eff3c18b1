/** The JSON schemas that a server publishes: {@link io.gypsum.server.schema.PublishedSchemas}. */
@NullMarked
package io.gypsum.server.schema;

import org.jspecify.annotations.NullMarked;

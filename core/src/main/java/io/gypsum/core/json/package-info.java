/**
 * A strict, streaming JSON reader and writer on top of Jackson, whose errors name the property. Start with {@link
 * io.gypsum.core.json.RecordCodec} for flat documents and {@link io.gypsum.core.json.JsonInput} for others.
 */
@NullMarked
package io.gypsum.core.json;

import org.jspecify.annotations.NullMarked;

/** What a text is found by: {@link io.gypsum.metadata.text.Tokens}. */
@NullMarked
package io.gypsum.metadata.text;

import org.jspecify.annotations.NullMarked;

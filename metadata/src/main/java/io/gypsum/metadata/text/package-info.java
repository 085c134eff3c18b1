/** The search terms of a text: {@link io.gypsum.metadata.text.SearchTerms}. */
@NullMarked
package io.gypsum.metadata.text;

import org.jspecify.annotations.NullMarked;

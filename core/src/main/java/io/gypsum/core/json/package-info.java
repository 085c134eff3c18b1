/** The thin layer between the documents and the JSON parser: complaints that name the property. */
@NullMarked
package io.gypsum.core.json;

import org.jspecify.annotations.NullMarked;

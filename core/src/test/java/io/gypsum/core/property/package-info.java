/**
 * Property tests: a check that holds for many random values. Used by the tests of all modules. Start with {@link
 * io.gypsum.core.property.ForAll}.
 */
package io.gypsum.core.property;

/** {@code gypsum login} and {@code gypsum logout}: who the command acts for. */
@NullMarked
package io.gypsum.cli.signin;

import org.jspecify.annotations.NullMarked;

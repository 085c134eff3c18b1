/** {@code gypsum account}: the local accounts of a server. */
@NullMarked
package io.gypsum.cli.account;

import org.jspecify.annotations.NullMarked;

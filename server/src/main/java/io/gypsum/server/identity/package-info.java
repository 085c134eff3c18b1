/** Who a token belongs to: local accounts or GitHub. Start at {@link io.gypsum.server.identity.Identity}. */
@NullMarked
package io.gypsum.server.identity;

import org.jspecify.annotations.NullMarked;

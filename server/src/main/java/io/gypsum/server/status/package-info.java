/** The health of a server, for load balancers: start at {@link io.gypsum.server.status.HealthHandlers}. */
@NullMarked
package io.gypsum.server.status;

import org.jspecify.annotations.NullMarked;

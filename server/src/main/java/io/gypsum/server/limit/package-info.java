/**
 * Limits on the clients of a server, by address and by user: who a client is, how much it may use at the same time, and
 * how often it may send requests. Memory is bounded regardless of the number of clients. Start at {@link
 * io.gypsum.server.limit.ClientLimits}; {@code server/http} applies the limits to connections and requests, {@code
 * server/api} those on sign-ins and users.
 */
@NullMarked
package io.gypsum.server.limit;

import org.jspecify.annotations.NullMarked;

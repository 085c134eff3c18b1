/**
 * Requests to identity providers, bounded in time and size. Start at {@link
 * io.gypsum.server.identity.http.ProviderHttp}.
 */
@NullMarked
package io.gypsum.server.identity.http;

import org.jspecify.annotations.NullMarked;

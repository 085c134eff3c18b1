/**
 * HTTP and nothing else: {@link io.gypsum.server.http.HttpServer} takes requests, {@link
 * io.gypsum.server.http.Router} finds their {@link io.gypsum.server.http.Route}, whose handler answers through an
 * {@link io.gypsum.server.http.Exchange}. The only place of the server that knows statuses and headers.
 */
@NullMarked
package io.gypsum.server.http;

import org.jspecify.annotations.NullMarked;

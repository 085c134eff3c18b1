/**
 * HTTP, independent of gypsum's resources and of the engine that parses requests. {@link io.gypsum.server.http.HttpServer}
 * lists the filters through which every request passes; {@link io.gypsum.server.http.Router} finds its {@link
 * io.gypsum.server.http.Route}, whose handler responds through an {@link io.gypsum.server.http.Exchange}. Engines
 * implement {@link io.gypsum.server.http.HttpEngine}. Only this package maps failures to statuses.
 */
@NullMarked
package io.gypsum.server.http;

import org.jspecify.annotations.NullMarked;

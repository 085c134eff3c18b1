/**
 * The handlers of the REST API (rest-api.md, sections 3 and 4) except for files, search and health. {@link
 * io.gypsum.server.api.Authentication} checks who is calling; the handlers check the request in the order of their
 * lines and call {@link io.gypsum.server.operation}. The routes are listed in {@code io.gypsum.server.Routes}.
 */
@NullMarked
package io.gypsum.server.api;

import org.jspecify.annotations.NullMarked;

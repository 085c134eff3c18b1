/**
 * The API page's view of an OpenAPI document: {@link io.gypsum.server.page.openapi.ApiReader} reads it into an {@link
 * io.gypsum.server.page.openapi.ApiDescription}, {@code CurlExample} writes an example of each request.
 */
@NullMarked
package io.gypsum.server.page.openapi;

import org.jspecify.annotations.NullMarked;

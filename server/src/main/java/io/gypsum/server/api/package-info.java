/**
 * The routes that change something (rest-api.md, sections 3 and 4): who asks, what for, and what is answered. The
 * order of the checks is the order of the lines. What is done is in {@link io.gypsum.server.operation}.
 */
@NullMarked
package io.gypsum.server.api;

import org.jspecify.annotations.NullMarked;

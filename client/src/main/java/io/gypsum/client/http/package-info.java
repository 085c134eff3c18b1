/**
 * Requests and their answers: sends one as often as {@link io.gypsum.client.http.Retries} allows and tells how it failed. Start with
 * {@link io.gypsum.client.http.HttpTransport}. Not for users.
 */
@NullMarked
package io.gypsum.client.http;

import org.jspecify.annotations.NullMarked;

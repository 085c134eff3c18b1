/**
 * HTTP: requests, responses, retries, range requests, and the translation of every problem into a failure. This is the only
 * package that uses HTTP statuses and Apache HttpClient. Start with {@link io.gypsum.client.http.HttpTransport}. Not
 * exported.
 */
@NullMarked
package io.gypsum.client.http;

import org.jspecify.annotations.NullMarked;

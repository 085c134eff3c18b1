/** The client library against a real server. */
@org.jspecify.annotations.NullMarked
package io.gypsum.e2e.client;

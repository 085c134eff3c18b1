/**
 * What the tests of the operations share: a server in this process over any store, a clock that tests move, stores that
 * fail or are watched, and states of a bucket to compare. Start with {@link io.gypsum.server.testing.TestOperations}.
 */
package io.gypsum.server.testing;

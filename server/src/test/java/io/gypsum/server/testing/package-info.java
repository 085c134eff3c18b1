/**
 * Shared by the tests of the operations: a server in this process on any store, a clock that tests advance, stores that
 * fail or record their calls, and comparable states of a bucket. Start with {@link io.gypsum.server.testing.TestOperations}.
 */
package io.gypsum.server.testing;

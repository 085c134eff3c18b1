/**
 * Servers ({@link io.gypsum.e2e.harness.TestServer}, {@link io.gypsum.e2e.harness.ServerProcess}) and commands in separate processes, and the clients of the tests: requests ({@link io.gypsum.e2e.harness.TestHttpClient}, {@link io.gypsum.e2e.harness.HttpSocket}), uploads, and the bucket, which {@link io.gypsum.e2e.harness.TestStore} puts on disk or in S3.
 */
package io.gypsum.e2e.harness;

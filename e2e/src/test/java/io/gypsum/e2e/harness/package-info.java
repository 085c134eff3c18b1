/**
 * The real command in processes of its own, and what asks it: servers ({@link io.gypsum.e2e.harness.ServerProcess}),
 * requests ({@link io.gypsum.e2e.harness.TestHttpClient}, {@link io.gypsum.e2e.harness.HttpSocket}), uploads and the bucket,
 * which {@link io.gypsum.e2e.harness.TestStore} puts on disk or in S3.
 */
package io.gypsum.e2e.harness;

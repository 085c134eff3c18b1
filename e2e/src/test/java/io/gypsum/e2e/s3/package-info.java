/** What only a store in S3 can do; run where there is an engine. */
package io.gypsum.e2e.s3;

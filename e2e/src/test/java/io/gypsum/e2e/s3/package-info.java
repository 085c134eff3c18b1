/** Tests of servers on an S3-compatible service; they run only if one is available. */
package io.gypsum.e2e.s3;

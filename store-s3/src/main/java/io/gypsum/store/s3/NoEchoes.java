package io.gypsum.store.s3;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Drops what the answer to a listing repeats of the question. Ceph writes that as it was, and the SDK, which asked for an
 * encoded answer, fails to decode a {@code %} in it.
 */
final class NoEchoes implements ExecutionInterceptor {
  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    return context.response() instanceof ListObjectsV2Response listing
        ? listing.toBuilder().prefix(null).startAfter(null).delimiter(null).build()
        : context.response();
  }
}

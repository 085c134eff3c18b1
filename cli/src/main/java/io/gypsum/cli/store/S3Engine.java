package io.gypsum.cli.store;

import java.net.URI;

import io.gypsum.store.s3.S3Settings;
import org.jspecify.annotations.Nullable;

/**
 * Who answers for {@code s3://}. Access keys come from where all of AWS's tools take them.
 *
 * @param endpoint null for AWS
 */
public record S3Engine(@Nullable URI endpoint, String region) {
  S3Settings settings(StorePlace.S3 place) {
    return S3Settings.of(endpoint, region, place.bucket()).withPrefix(place.prefix());
  }
}

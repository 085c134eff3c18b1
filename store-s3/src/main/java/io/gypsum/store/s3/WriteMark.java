package io.gypsum.store.s3;

import java.util.Map;
import java.util.UUID;

import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A unique id that a write stores in the metadata of its object, so that after a failure of unknown outcome this write can be
 * distinguished from others with the same content.
 */
record WriteMark(String id) {
  private static final String METADATA = "gypsum-write";

  static WriteMark random() {
    return new WriteMark(UUID.randomUUID().toString());
  }

  /** Returns the metadata of the written object. */
  Map<String, String> metadata() {
    return Map.of(METADATA, id);
  }

  /** Returns whether an object carries this mark, so that the write with this mark created it. */
  boolean isOn(HeadObjectResponse object) {
    return id.equals(object.metadata().get(METADATA));
  }
}

package io.gypsum.core.decision;

/** Whether a user may upload a version, and whether the upload needs approval. */
public enum UploadRight {
  /** The user may not upload. */
  NONE,
  /** The upload is on probation until an owner approves it. */
  UNTRUSTED,
  /** The upload is published at once. */
  TRUSTED
}

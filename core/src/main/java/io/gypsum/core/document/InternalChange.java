package io.gypsum.core.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/**
 * The types of entries of {@link io.gypsum.core.name.BucketLayout#CHANGES}: changes that the change log does not contain, since
 * other clients do not support them there.
 */
public enum InternalChange {
  /** An upload with links to other projects is starting. Added before its first object. */
  START_VERSION,
  /** A version on probation was completed. */
  ADD_PROBATIONAL_VERSION,
  REJECT_VERSION,
  CREATE_PROJECT,
  /** The permissions of a project are being replaced. Added before they are. */
  SET_PERMISSIONS,
  /** The quota of a project is being replaced. Added before it is. */
  SET_QUOTA,
  /** The usage of a project was recomputed. */
  REFRESH_USAGE,
  /** The latest version of an asset was recomputed. */
  REFRESH_LATEST,
  /** Documents of a project and its assets were repaired. */
  REPAIR_PROJECT;

  /** Returns the type of an entry; empty if it is unknown. */
  public static Optional<InternalChange> of(String type) {
    return Arrays.stream(values()).filter(change -> change.type().equals(type)).findFirst();
  }

  /** Returns whether the entry names a version that must be read again, and not only documents of its project or asset. */
  public boolean isOfVersion() {
    return switch (this) {
      case START_VERSION, ADD_PROBATIONAL_VERSION, REJECT_VERSION -> true;
      case CREATE_PROJECT, SET_PERMISSIONS, SET_QUOTA, REFRESH_USAGE, REFRESH_LATEST,
          REPAIR_PROJECT -> false;
    };
  }

  /** Returns whether the entry is added before the change, without the lock of the project. */
  public boolean precedesReplacement() {
    return this == SET_PERMISSIONS || this == SET_QUOTA;
  }

  private String type() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public ChangeLogEntry entry(ProjectName project) {
    return new ChangeLogEntry.OtherChange(type(), project, null, null);
  }

  public ChangeLogEntry entry(ProjectAsset asset) {
    return new ChangeLogEntry.OtherChange(type(), asset.project(), asset.asset(), null);
  }

  public ChangeLogEntry entry(AssetVersion version) {
    return new ChangeLogEntry.OtherChange(
        type(), version.project(), version.asset(), version.version());
  }
}

package io.gypsum.store.verify;

import java.util.Locale;

/** The kinds of defects of a bucket. The result of {@link #toString} is stable: programs may rely on it. */
public enum FindingKind {
  /** A file of the manifest has no object. */
  MISSING_FILE,
  /** The size of a file differs from the manifest. */
  WRONG_SIZE,
  /** The MD5 of a file's content differs from the manifest. */
  WRONG_MD5,
  /** A file whose content cannot be read. */
  UNREADABLE_FILE,
  /** An object in a finished version that is not in its manifest, or that the manifest lists as a link. */
  STRAY_FILE,
  /** A path that no server accepts: too long as a key, or both a file and a directory. */
  IMPOSSIBLE_PATH,
  /** A version without {@code ..summary}. */
  MISSING_SUMMARY,
  /** A finished version without {@code ..manifest}. */
  MISSING_MANIFEST,
  MISSING_PERMISSIONS,
  MISSING_QUOTA,
  /** A document that cannot be read, is not JSON, or not of the expected shape. */
  UNREADABLE_DOCUMENT,
  /** A link whose target does not exist, is not published, or has different content. */
  DANGLING_LINK,
  /** A link whose {@code ancestor} is not the real file. */
  WRONG_ANCESTOR,
  /** A directory with links but without {@code ..links}. */
  MISSING_LINKS,
  /** A {@code ..links} that differs from the manifest. */
  STALE_LINKS,
  /** A {@code ..links} in a directory without links. */
  STRAY_LINKS,
  MISSING_USAGE,
  /** A {@code ..usage} that is not the sum of the files of all finished versions. */
  WRONG_USAGE,
  /** An asset with a published version but without {@code ..latest}. */
  MISSING_LATEST,
  /** A {@code ..latest} that does not name the newest published version. */
  WRONG_LATEST,
  /** A {@code ..latest} that names a version that does not exist. */
  DANGLING_LATEST,
  /** An object outside of any version. */
  STRAY_OBJECT,
  /** An object whose name ends with {@code /}, which a program that shows a bucket as directories has created. */
  DIRECTORY_MARKER,
  /** An internal name that is not part of the bucket layout. */
  UNKNOWN_INTERNAL,
  /** An invalid name of a project, an asset or a version. */
  IMPOSSIBLE_NAME,
  /** An unfinished version without a lock for it, or with an expired one. */
  ABANDONED_UPLOAD,
  /** A lock whose lease has expired. */
  STALE_LOCK,
  /** An object in the staging area of a session that has ended. */
  LOST_ARRIVAL;

  /** Returns the name in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

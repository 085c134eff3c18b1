package io.gypsum.store.verify;

import java.util.Locale;

/** What can be wrong with a bucket. The words of {@link #toString} are stable: programs may rely on them. */
public enum FindingKind {
  /** The manifest names a file that has no object. */
  MISSING_FILE,
  /** A file is not as long as the manifest says. */
  WRONG_SIZE,
  /** A file's bytes are not those that the manifest's MD5 was made of. */
  WRONG_MD5,
  /** An object in a finished version that its manifest does not name as a file with bytes of its own. */
  STRAY_FILE,
  /** A path that no server takes: too long as a key, or a file and a directory at once. */
  IMPOSSIBLE_PATH,
  /** A version without {@code ..summary}. */
  MISSING_SUMMARY,
  /** A finished version without {@code ..manifest}. */
  MISSING_MANIFEST,
  MISSING_PERMISSIONS,
  MISSING_QUOTA,
  /** A document that is not JSON, or not of the shape that it must have. */
  UNREADABLE_DOCUMENT,
  /** A link to what is not there, not published, or not of that content. */
  DANGLING_LINK,
  /** A link whose {@code ancestor} is not the real file. */
  WRONG_ANCESTOR,
  /** A directory with links that has no {@code ..links}. */
  MISSING_LINKS,
  /** A {@code ..links} that says otherwise than the manifest. */
  STALE_LINKS,
  /** A {@code ..links} in a directory without links. */
  STRAY_LINKS,
  MISSING_USAGE,
  /** A {@code ..usage} that is not the sum of the files of all finished versions. */
  WRONG_USAGE,
  /** An asset with a published version that has no {@code ..latest}. */
  MISSING_LATEST,
  /** A {@code ..latest} that names another version than the newest published one. */
  WRONG_LATEST,
  /** A {@code ..latest} that names a version that is not there. */
  DANGLING_LATEST,
  /** An object that lies in no version. */
  STRAY_OBJECT,
  /** An internal name that means nothing. */
  UNKNOWN_INTERNAL,
  /** A name of a project, an asset or a version that no server takes. */
  IMPOSSIBLE_NAME,
  /** An unfinished version that no lock, or only an expired one, is for. */
  ABANDONED_UPLOAD,
  /** A lock whose time is over. */
  STALE_LOCK,
  /** Something sent straight to the store for a session that is no more. */
  LOST_ARRIVAL;

  /** Lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

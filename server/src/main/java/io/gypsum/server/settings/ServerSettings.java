package io.gypsum.server.settings;

/**
 * All settings of a server, validated. Read by {@link SettingsReader}; each group declares its options. The text of
 * settings never contains a secret.
 */
public record ServerSettings(
    ListenSettings listen, StoreSettings store, UploadSettings uploads, IdentitySettings identity,
    ReaderSettings readers, LimitSettings limits) {

  public IndexSettings index() {
    return readers.index();
  }

  public PageSettings pages() {
    return readers.pages();
  }

  /**
   * Checks that no directory of the server contains another one: a server whose bucket contains its data directory would
   * publish its accounts.
   *
   * @throws io.gypsum.core.GypsumException {@code INVALID}, naming both directories; meant for the operator of the server
   */
  public void requireSeparateDirectories() {
    DirectoryRoles.requireSeparate(this);
  }
}

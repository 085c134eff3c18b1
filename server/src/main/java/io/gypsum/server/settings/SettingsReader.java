package io.gypsum.server.settings;

import java.nio.file.Path;

/** Reads {@link ServerSettings}. */
public final class SettingsReader {
  private SettingsReader() {}

  /**
   * Reads all settings; flags take precedence over the environment, the settings file and the defaults, in this order.
   *
   * @throws io.gypsum.core.GypsumException {@code INVALID}, naming the option, the value, its source and what was
   *     expected; meant for the operator of the server, so it may contain local paths
   */
  public static ServerSettings read(SettingsSources sources) {
    OptionValues values = OptionValues.from(sources);
    return new ServerSettings(
        ListenSettings.read(values), StoreSettings.read(values), UploadSettings.read(values),
        IdentitySettings.read(values),
        new ReaderSettings(IndexSettings.read(values), PageSettings.read(values)),
        new LimitSettings(
            ComputeSettings.read(values), BodySettings.read(values),
            ClientLimitSettings.read(values)));
  }

  /**
   * Returns the data directory only, for commands that need nothing else; other options are not validated.
   *
   * @throws io.gypsum.core.GypsumException as {@link #read}, and {@code INVALID} if the directory is a bucket
   */
  public static Path readData(SettingsSources sources) {
    Path data = StoreSettings.readData(OptionValues.from(sources));
    DirectoryRoles.requireNoBucket(data);
    return data;
  }
}

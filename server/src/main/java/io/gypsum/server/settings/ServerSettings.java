package io.gypsum.server.settings;

/**
 * All settings of a server, validated. Read by {@link SettingsReader}; each group declares its options. The text of
 * settings never contains a secret.
 */
public record ServerSettings(
    ListenSettings listen, StoreSettings store, UploadSettings uploads, IdentitySettings identity,
    IndexSettings index) {}

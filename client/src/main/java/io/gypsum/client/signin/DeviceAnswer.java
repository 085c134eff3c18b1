package io.gypsum.client.signin;

/** What comes of asking for a device code. */
sealed interface DeviceAnswer permits DeviceCode, Refusal {}

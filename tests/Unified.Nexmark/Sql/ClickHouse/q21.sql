SELECT auction, bidder, price, channel,
    multiIf(lower(channel) = 'apple', '0', lower(channel) = 'google', '1', lower(channel) = 'facebook', '2', lower(channel) = 'baidu', '3',
        extractURLParameter(url, 'channel_id')) AS channel_id
FROM bid WHERE channel_id != ''

# python3 clients/scrapy_client.py ORIGIN CONCURRENCY FOLDER memory|persist
import json
import re
import resource
import sys

import scrapy
from scrapy.crawler import CrawlerProcess

origin, concurrency, folder, storage = sys.argv[1:5]
items = []


class Shop(scrapy.Spider):
    name = 'shop'
    start_urls = [f'{origin}/item/0.html']

    def parse(self, response):
        number = int(re.search(r'/item/(\d+)', response.url).group(1))
        price = response.css('b.price::text').get()
        items.append([number, response.css('h1.title::text').get(), float(price.replace('¥', ''))])
        for href in response.css('a[href^="/item/"]::attr(href)').getall():
            yield response.follow(href.split('?')[0], self.parse)


settings = {
    'ROBOTSTXT_OBEY': True,
    'LOG_LEVEL': 'ERROR',
    'CONCURRENT_REQUESTS': int(concurrency),
    'CONCURRENT_REQUESTS_PER_DOMAIN': int(concurrency),
    'TELNETCONSOLE_ENABLED': False,
}
if storage == 'persist':
    settings['JOBDIR'] = folder
process = CrawlerProcess(settings)
process.crawl(Shop)
process.start()
usage = resource.getrusage(resource.RUSAGE_SELF)
result = {'items': items, 'cpuMs': (usage.ru_utime + usage.ru_stime) * 1000, 'rssMb': usage.ru_maxrss / 1024}
with open(f'{folder}/result.json', 'w') as file:
    json.dump(result, file)
